#include "messages/base64.hpp"
#include "messages/jwt.hpp"
#include "messages/utf8.hpp"
#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string>
#include <variant>
#include <vector>

// F7: tokens, as clients show them and as a login would sign them.

namespace {

using namespace troupe;
using namespace troupe::fuzz;
namespace jwt = messages::jwt;
using nlohmann::json;

constexpr std::string_view secret = "a secret that nobody else has read";
constexpr jwt::instant now{std::chrono::seconds{1'800'000'000}};

std::string sign(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> made{};
  unsigned size = 0;
  ::HMAC(
    ::EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
    reinterpret_cast<const unsigned char*>(text.data()), text.size(),
    made.data(), &size);
  return {reinterpret_cast<const char*>(made.data()), size};
}

const std::vector<jwt::key>& keys() {
  static const std::vector<jwt::key> all = [] {
    std::vector<jwt::key> made;
    for (const auto* id : {"", "2026"})
      made.push_back(std::get<jwt::key>(jwt::key::make(id, "HS256", secret)));
    return made;
  }();
  return all;
}

std::variant<jwt::claims, jwt::flaw> verify(std::string_view token) {
  return jwt::verify(token, keys(), {}, now);
}

json part(std::string_view token, std::size_t which) {
  for (; which > 0; --which)
    token.remove_prefix(token.find('.') + 1);
  std::string text;
  require(
    messages::decode_base64url(token.substr(0, token.find('.')), text),
    "each part is base64url");
  return json::parse(text, nullptr, false);
}

/// Whatever is believed was signed with the key, by its algorithm, for a user,
/// for now.
void check_believed(std::string_view token, const jwt::claims& said) {
  const auto dot = token.rfind('.');
  std::string signature;
  require(
    messages::decode_base64url(token.substr(dot + 1), signature) &&
      signature == sign(token.substr(0, dot)),
    "only the key's own signature is believed");
  const auto header = part(token, 0);
  require(
    header.is_object() && header.value("alg", "") == "HS256" &&
      !header.contains("crit"),
    "only the key's algorithm, and nothing that is not understood");
  const auto payload = part(token, 1);
  require(payload == json::parse(said.all), "the claims are those signed");
  require(payload["sub"] == said.user, "the user is the one signed");
  require(
    messages::is_utf8(said.user) && !said.user.empty(), "a user has a name");
  require(now < said.expires + jwt::rules{}.leeway, "nobody lives on");
}

void check(std::string_view token) {
  const auto found = verify(token);
  if (const auto* said = std::get_if<jwt::claims>(&found))
    check_believed(token, *said);
  else
    require(
      !jwt::code_of(std::get<jwt::flaw>(found)).empty(),
      "a refusal has a code");
}

/// Header, line feed, payload: signed as they are, and then one bit wrong.
void check_signed(std::string_view input) {
  const auto line = std::min(input.find('\n'), input.size());
  const auto text =
    messages::base64url(input.substr(0, line)) + "." +
    messages::base64url(input.substr(std::min(line + 1, input.size())));
  auto signature = sign(text);
  check(text + "." + messages::base64url(signature));
  signature[input.size() % signature.size()] ^= 1;
  require(
    !std::holds_alternative<jwt::claims>(
      verify(text + "." + messages::base64url(signature))),
    "a signature with a wrong bit is none");
}

} // namespace

TROUPE_FUZZ_TARGET(jwt) {
  check(input);
  check_signed(input);
  for (const auto& each : keys())
    require(!each.verifies(input, input), "no text signs itself");
}
