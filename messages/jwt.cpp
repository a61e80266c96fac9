#include "messages/jwt.hpp"

#include "messages/base64.hpp"
#include "messages/json_text.hpp"
#include "messages/user_name.hpp"
#include "messages/utf8.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <vector>

namespace troupe::messages::jwt {

namespace {

using nlohmann::json;

constexpr json_limits object_limits{16, 1000};
constexpr std::size_t longest_user = 255; // code points
/// The end of the year 9999. More is milliseconds by mistake.
constexpr double last_instant = 253'402'300'799;

struct texts {
  std::string_view code, message;
};

constexpr std::array<texts, 14> flaws{{
  {"missing", "token is missing"},
  {"too_large", "token is too large"},
  {"malformed", "token is malformed"},
  {"critical_header", "token needs an extension that is not known"},
  {"unknown_key", "token is signed with an unknown key"},
  {"wrong_algorithm", "token is signed with a wrong algorithm"},
  {"bad_signature", "token has a bad signature"},
  {"no_expiry", "token does not expire"},
  {"expired", "token has expired"},
  {"not_yet_valid", "token is not valid yet"},
  {"wrong_audience", "token is for another audience"},
  {"wrong_issuer", "token is of another issuer"},
  {"no_user", "token names no user"},
  {"bad_claim", "token has a claim that is not valid"},
}};

struct parts {
  std::string_view header, payload, signature;
  std::string_view signed_text; ///< both of the former, with their dot
};

std::optional<parts> split(std::string_view token) {
  const auto first = token.find('.');
  if (first == token.npos)
    return {};
  const auto second = token.find('.', first + 1);
  if (second == token.npos || token.find('.', second + 1) != token.npos)
    return {};
  return parts{
    token.substr(0, first), token.substr(first + 1, second - first - 1),
    token.substr(second + 1), token.substr(0, second)};
}

/// The object that a part has in it; nothing if it is none, or if in some
/// object a name stands twice (RFC 7515, section 4).
std::optional<json> read_object(std::string_view part, std::string& text) {
  if (!decode_base64url(part, text) || !is_utf8(text))
    return {};
  const auto facts = check_json(text, object_limits);
  if (!facts || facts->kind != json_kind::object)
    return {};
  bool repeated = false;
  std::vector<std::set<std::string>> open;
  const auto watch = [&](int, json::parse_event_t event, const json& name) {
    if (event == json::parse_event_t::object_start)
      open.emplace_back();
    else if (event == json::parse_event_t::object_end)
      open.pop_back();
    else if (event == json::parse_event_t::key)
      repeated |= !open.back().insert(name.get<std::string>()).second;
    return true;
  };
  auto read = json::parse(text, watch, false);
  if (repeated || !read.is_object())
    return {};
  return read;
}

std::optional<std::string>
text_of(const json& object, const std::string& name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string())
    return {};
  return found->get<std::string>();
}

std::optional<flaw> check_signature(
  const json& header, const parts& token, std::span<const key> keys) {
  if (header.contains("crit"))
    return flaw::critical_header;
  const auto how = text_of(header, "alg");
  if (!how || (header.contains("kid") && !text_of(header, "kid")))
    return flaw::malformed;
  std::string signature;
  if (!decode_base64url(token.signature, signature))
    return flaw::malformed;
  auto found = flaw::unknown_key;
  const auto id = text_of(header, "kid").value_or("");
  for (const auto& each : keys) {
    if (each.id() != id)
      continue;
    if (to_string(each.how()) == *how) {
      found = flaw::bad_signature;
      if (each.verifies(token.signed_text, signature))
        return {};
    } else if (found == flaw::unknown_key) {
      found = flaw::wrong_algorithm;
    }
  }
  return found;
}

/// Nothing if there is none; a bad one is before all times.
std::optional<instant> time_of(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end())
    return {};
  const auto value = found->is_number() ? found->get<double>() : -1;
  if (!(value >= 0 && value <= last_instant))
    return instant::min();
  return instant{std::chrono::seconds{static_cast<std::int64_t>(value)}};
}

std::optional<flaw>
check_times(const json& said, std::chrono::seconds leeway, instant now) {
  const auto expires = time_of(said, "exp");
  if (!expires)
    return flaw::no_expiry;
  const auto begins = time_of(said, "nbf");
  const auto issued = time_of(said, "iat");
  for (const auto& each : {expires, begins, issued})
    if (each == instant::min())
      return flaw::bad_claim;
  if (now >= *expires + leeway)
    return flaw::expired;
  for (const auto& each : {begins, issued})
    if (each && *each > now + leeway)
      return flaw::not_yet_valid;
  return {};
}

bool is_for(const json& said, const std::string& audience) {
  const auto found = said.find("aud");
  if (audience.empty())
    return true;
  if (found == said.end())
    return false;
  if (!found->is_array())
    return *found == audience;
  for (const auto& each : *found)
    if (each == audience)
      return true;
  return false;
}

} // namespace

std::string_view code_of(flaw which) {
  return flaws[static_cast<std::size_t>(which)].code;
}

std::string_view message_of(flaw which) {
  return flaws[static_cast<std::size_t>(which)].message;
}

std::variant<claims, flaw> verify(
  std::string_view token, std::span<const key> keys, const rules& by,
  instant now) {
  if (token.empty())
    return flaw::missing;
  if (token.size() > longest_token)
    return flaw::too_large;
  const auto found = split(token);
  if (!found)
    return flaw::malformed;
  std::string text;
  const auto header = read_object(found->header, text);
  if (!header)
    return flaw::malformed;
  // What it says counts for nothing before this.
  if (const auto bad = check_signature(*header, *found, keys))
    return *bad;
  const auto said = read_object(found->payload, text);
  if (!said)
    return flaw::malformed;
  if (const auto bad = check_times(*said, by.leeway, now))
    return *bad;
  if (!is_for(*said, by.audience))
    return flaw::wrong_audience;
  if (!by.issuer.empty() && text_of(*said, "iss") != by.issuer)
    return flaw::wrong_issuer;
  auto user = text_of(*said, by.user_claim);
  if (!user || !objection_to_user_name(*user, longest_user).empty())
    return flaw::no_user;
  return claims{*std::move(user), *time_of(*said, "exp"), std::move(text)};
}

} // namespace troupe::messages::jwt
