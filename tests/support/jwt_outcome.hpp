#pragma once

#include "tests/support/jwt_signer.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Tokens with one secret, looked at in one second.
namespace troupe::tests {

inline const std::string jwt_secret = "0123456789abcdef0123456789abcdef";
inline constexpr messages::jwt::instant jwt_now{
  std::chrono::seconds{1'800'000'000}};

/// What a good token says; `more` are other members, each behind a comma.
inline std::string good_payload(const std::string& more = "") {
  return R"({"sub":"ann","exp":1800000100)" + more + "}";
}

inline std::vector<messages::jwt::key> one_secret() {
  return {good_key("", "HS256", jwt_secret)};
}

/// The user, or the code of what is wrong.
inline std::string jwt_outcome(
  std::string_view token, const std::vector<messages::jwt::key>& keys,
  const messages::jwt::rules& by = {}) {
  const auto said = messages::jwt::verify(token, keys, by, jwt_now);
  if (const auto* bad = std::get_if<messages::jwt::flaw>(&said))
    return std::string{code_of(*bad)};
  return std::get<messages::jwt::claims>(said).user;
}

/// The same for one signed with the secret.
inline std::string outcome_of_payload(
  const std::string& payload, const messages::jwt::rules& by = {}) {
  return jwt_outcome(sign_hs256(jwt_secret, payload), one_secret(), by);
}

} // namespace troupe::tests
