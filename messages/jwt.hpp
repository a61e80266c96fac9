#pragma once

#include "messages/jwt_key.hpp"

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

/// Tokens that say who somebody is (JSON Web Token, RFC 7519), signed by
/// somebody else (JWS compact form, RFC 7515). Verified, never made.
namespace troupe::messages::jwt {

/// Bytes of a token at most.
inline constexpr std::size_t longest_token = 4096;

/// Seconds since 1970, as tokens count.
using instant = std::chrono::sys_seconds;

/// What a token has to say beside its signature.
struct rules {
  std::string audience; ///< has to be in `aud`; empty = not looked at
  std::string issuer;   ///< has to be `iss`; empty = not looked at
  std::string user_claim = "sub";
  std::chrono::seconds leeway{30}; ///< clocks may differ by so much
};

/// Why a token is not believed.
enum class flaw : std::uint8_t {
  missing,         ///< there is none
  too_large,       ///< more than `longest_token` bytes
  malformed,       ///< not three parts of canonical base64url with two objects
  critical_header, ///< it wants something understood that we do not
  unknown_key,     ///< no key has its `kid`
  wrong_algorithm, ///< not the one that its key is for
  bad_signature,
  no_expiry, ///< it would hold for ever
  expired,
  not_yet_valid, ///< by `nbf` or `iat`
  wrong_audience,
  wrong_issuer,
  no_user,   ///< the user's claim is missing or no name
  bad_claim, ///< a time that is no time
};

/// The `code` that a client is told: `expired`, `bad_signature`, …
std::string_view code_of(flaw which);
/// The same for people: `token has expired`.
std::string_view message_of(flaw which);

/// What a token says that is believed.
struct claims {
  std::string user;
  instant expires; ///< `exp`, without leeway
  std::string all; ///< the whole object, raw JSON
};

/// Verifies a token: its signature by that one of `keys` that has its `kid` (or
/// by one of those without an id, if it has none), then what it says. Pure, and
/// bounded by the token's length; signatures of `keys` with the same id are
/// tried in turn.
std::variant<claims, flaw> verify(
  std::string_view token, std::span<const key> keys, const rules& by,
  instant now);

} // namespace troupe::messages::jwt
