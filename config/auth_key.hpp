#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace troupe::config {

/// One entry of `auth.keys`: which tokens a key is for, and where it is.
struct auth_key {
  std::string id;        ///< the `kid` of its tokens, empty = they have none
  std::string algorithm; ///< HS256 RS256 ES256 EdDSA
  std::string path;      ///< of its file

  bool operator==(const auth_key&) const = default;
};

/// Reads `ALGORITHM:path` or `kid=ALGORITHM:path`; nothing if it is not that.
std::optional<auth_key> parse_auth_key(std::string_view text);

/// True if `text` is such an entry.
bool is_auth_key(std::string_view text);

} // namespace troupe::config
