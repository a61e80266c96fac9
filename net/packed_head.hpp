#pragma once

#include "net/request.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace troupe::net {

/// The head of a request as one string, taken apart when somebody asks: what a
/// session keeps of its first request for as long as it lives. Views end with
/// it.
class packed_head {
public:
  packed_head() = default;
  /// Without `keep_headers` it has none: only that there was an Origin.
  explicit packed_head(const request& of, bool keep_headers = true);

  /// As it came, path and query.
  std::string_view target() const noexcept;
  std::string_view remote_address() const noexcept;
  /// It came over TLS.
  bool secure() const noexcept { return has(over_tls); }
  /// It had an Origin header.
  bool has_origin() const noexcept { return has(with_origin); }
  /// Decoded.
  string_pairs query() const;
  /// Names in lower case.
  string_pairs headers() const;

  /// The last parameter called `name`.
  std::optional<std::string> parameter(std::string_view name) const;
  /// The last header called `lower_name`.
  std::optional<std::string_view> header(std::string_view lower_name) const;

private:
  enum flag : char { over_tls = 1, with_origin = 2 };
  bool has(flag f) const noexcept {
    return !text_.empty() && (text_[0] & f) != 0;
  }
  std::string_view lines() const noexcept;

  /// Flags, target, address, then each header: `name:value`, or for names that
  /// everybody sends a character and the value. The flags are one character;
  /// each of the others but the first stands behind a line feed: a checked head
  /// has none in it.
  std::string text_;
};

} // namespace troupe::net
