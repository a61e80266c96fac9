#pragma once

#include "messages/cause.hpp"
#include "net/request.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <variant>

namespace troupe::net {

/// Bounds of a request's head.
struct head_bounds {
  std::size_t bytes = 8192;
  std::size_t headers = 100;
  std::size_t request_line = 4096;
};

/// Why a request is refused before anybody looks at what it wants.
struct refused {
  unsigned status = 400;
  std::string_view message; ///< for the client
  messages::cause why = {}; ///< if there is more to say of it
};

/// Finds the end of a head, `\r\n\r\n`, in what came so far; `searched` bytes
/// of it were looked at before and it is moved on, which keeps a head that
/// drips in linear. Nothing if it is not complete.
std::optional<std::size_t>
find_head_end(std::string_view bytes, std::size_t& searched);

/// Refuses a head that has not ended within its bounds.
std::optional<refused>
check_unfinished_head(std::string_view so_far, const head_bounds& bounds);

/// Checks a complete head for what Beast 1.81's parser lets pass: its bounds,
/// folded lines, Host (exactly one in HTTP/1.1), Transfer-Encoding (absent, or
/// exactly `chunked` in HTTP/1.1 without Content-Length), a list of lengths.
/// (RFC 9112, sections 3.2, 5.2, 6.1, 6.3.)
std::optional<refused> check_head(
  std::string_view raw, const request& parsed, const head_bounds& bounds);

} // namespace troupe::net
