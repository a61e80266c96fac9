#pragma once

#include "messages/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// DEFLATE (RFC 1951), by zlib. Each thread has streams of its own, some 300 KB
/// once it has used them, so that no connection needs any.
namespace troupe::net {

/// The frame of one message as permessage-deflate has it (RFC 7692, section
/// 7.2.1), compressed with a window of `window_bits`, 9 to 15, that no other
/// message shares. The frame itself if it would not get shorter.
///
/// Remembers the last few on each thread: in a broadcast, all who can take it
/// get the same frame, compressed once.
messages::frame_ptr
deflate_frame(const messages::frame_ptr& plain, unsigned window_bits);

enum class inflated : std::uint8_t {
  ok,
  invalid, ///< not DEFLATE, or not all of it
  too_big,
};

/// Appends to nothing: sets `out` to what one compressed message says (section
/// 7.2.2). Stops as soon as that is more than `most` bytes, and never takes
/// much more memory than that.
inflated inflate_message(
  std::string_view bytes, std::vector<char>& out, std::size_t most);

enum class body_format : std::uint8_t {
  zlib, ///< what HTTP calls `deflate` (RFC 9110, section 8.4.1.2)
  gzip,
};

std::string deflate_body(std::string_view bytes, body_format format);

} // namespace troupe::net
