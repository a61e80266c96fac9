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
  explicit packed_head(const request& of);

  /// As it came, path and query.
  std::string_view target() const noexcept;
  std::string_view remote_address() const noexcept;
  /// Decoded.
  string_pairs query() const;
  /// Names in lower case.
  string_pairs headers() const;

  /// The last parameter called `name`.
  std::optional<std::string> parameter(std::string_view name) const;
  /// The last header called `lower_name`.
  std::optional<std::string_view> header(std::string_view lower_name) const;

private:
  /// Target, address, then `name:value` for each header, each behind a line
  /// feed: a checked head has none in it.
  std::string text_;
};

} // namespace troupe::net
