#pragma once

#include "net/request.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace troupe::net {

/// How an engine treats permessage-deflate.
struct deflate_settings {
  bool enabled = false;
  std::size_t threshold = 1024; ///< bytes; shorter messages are not compressed
};

/// What server and client have agreed on.
struct deflate_terms {
  std::uint8_t window_bits = 15; ///< of what the server sends, 9 to 15
  std::string answer;            ///< for Sec-WebSocket-Extensions
};

/// Answers the offers of a handshake (RFC 7692, section 7.1): the first that
/// can be met, or nothing.
///
/// Neither side keeps its window from one message to the next: no connection
/// needs memory for it, and a message compressed once is right for all. An
/// offer with a parameter that is unknown, doubled or out of range cannot be
/// met, nor can a window of 8 bits, which zlib does not compress to. A header
/// that breaks the grammar offers nothing.
std::optional<deflate_terms> agree_on_deflate(const request& handshake);

} // namespace troupe::net
