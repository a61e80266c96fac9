#include "actors/session/authentication.hpp"

#include "config/metrics.hpp"
#include "messages/base64.hpp"
#include "messages/json_text.hpp"
#include "net/request.hpp"

#include <array>
#include <openssl/crypto.h>
#include <openssl/sha.h>

namespace troupe::actors {

using messages::jwt::flaw;
using metrics::token_result;

namespace {

/// `accepted` first, then the flaws in their order.
token_result result_of(flaw bad) {
  return static_cast<token_result>(static_cast<std::uint8_t>(bad) + 1);
}

bool same_codes() {
  for (int i = 0; i <= static_cast<int>(flaw::bad_claim); ++i)
    if (
      metrics::label_set<token_result>::values[i + 1] !=
      code_of(static_cast<flaw>(i)))
      return false;
  return true;
}

token_refusal refuse(flaw bad) {
  return {result_of(bad), message_of(bad)};
}

/// RFC 6750, section 2.1; the scheme's name in any case (RFC 9110, 11.1).
std::optional<std::string_view>
bearer_token(std::optional<std::string_view> authorization) {
  constexpr std::string_view scheme = "bearer ";
  if (
    !authorization ||
    net::in_lower_case(authorization->substr(0, scheme.size())) != scheme)
    return {};
  return authorization->substr(scheme.size());
}

bool is_same(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         ::CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

/// The token that a client shows; empty if it shows none.
std::string token_of(const authentication& by, const credentials& shown) {
  if (const auto own = messages::object_member(shown.auth, "token"))
    return messages::unquote(*own).value_or("?"); // no text, no token
  if (shown.owner)
    return shown.owner->token;
  if (const auto sent = bearer_token(shown.facts.head.header("authorization")))
    return std::string{*sent};
  if (by.query_token)
    return shown.facts.head.parameter("token").value_or("");
  return {};
}

} // namespace

std::string_view code_of(const token_refusal& why) {
  return metrics::label_set<token_result>::values[static_cast<std::size_t>(
    why.code)];
}

refusal to_client(const token_refusal& why) {
  std::string data = R"({"code":")";
  return {std::string{why.message}, data.append(code_of(why)).append("\"}")};
}

token_verdict believe(
  const authentication& by, std::string_view token,
  wall_clock::time_point now) {
  static const bool named_alike = same_codes();
  auto said = messages::jwt::verify(
    token, by.keys, by.rules, std::chrono::floor<std::chrono::seconds>(now));
  if (const auto* bad = std::get_if<flaw>(&said)) {
    const auto counted =
      named_alike ? result_of(*bad) : token_result::malformed;
    metrics::tokens.count(counted);
    return refuse(*bad);
  }
  metrics::tokens.count(token_result::accepted);
  return std::make_shared<const identity>(std::get<identity>(std::move(said)));
}

std::unique_ptr<const session_owner> make_owner(
  const authentication& by, const net::request& first,
  wall_clock::time_point now) {
  const auto token = bearer_token(first.header("authorization"));
  if (!token)
    return nullptr;
  auto said = believe(by, *token, now);
  if (std::holds_alternative<token_refusal>(said))
    return nullptr;
  return std::make_unique<const session_owner>(session_owner{
    std::get<identity_ptr>(std::move(said)), std::string{*token}});
}

bool speaks_for(
  const session_owner& owner, const authentication& by, const net::request& req,
  wall_clock::time_point now) {
  const auto token = bearer_token(req.header("authorization"));
  if (!token || is_same(*token, owner.token))
    return true;
  const auto said = believe(by, *token, now);
  const auto* who = std::get_if<identity_ptr>(&said);
  return who && (*who)->user == owner.who->user;
}

token_verdict authenticate(
  const authentication& by, const credentials& shown,
  wall_clock::time_point now) {
  auto said = believe(by, token_of(by, shown), now);
  const auto* who = std::get_if<identity_ptr>(&said);
  if (!who || !shown.owner || (*who)->user == shown.owner->who->user)
    return said;
  metrics::tokens.count(token_result::other_user);
  return another_user;
}

std::string pid_of_user(std::string_view pid, std::string_view user) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  ::SHA256(
    reinterpret_cast<const unsigned char*>(user.data()), user.size(),
    digest.data());
  std::string made{pid};
  made += '.';
  return made += messages::base64url(
           {reinterpret_cast<const char*>(digest.data()), 16});
}

} // namespace troupe::actors
