#pragma once

#include "messages/frame.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace troupe::net {

/// The header of a frame that a client sends (RFC 6455, section 5.2).
struct websocket_header {
  messages::opcode op = messages::opcode::continuation;
  bool final = false;
  bool compressed = false; ///< RSV1 (RFC 7692, section 6)
  std::uint8_t size = 0;   ///< of the header itself, in bytes
  std::array<char, 4> mask = {};
  std::uint64_t length = 0; ///< of the payload, in bytes

  bool control() const noexcept { return op >= messages::opcode::close; }
};

/// Two bytes, 64 bits of length, the mask.
constexpr std::size_t longest_websocket_header = 14;

enum class header_status : std::uint8_t { complete, incomplete, invalid };

/// Decodes the header at the start of `bytes`. It is `invalid` from the first
/// byte on that no client may send there: reserved bits and opcodes, control
/// frames in fragments or over 125 bytes, no mask, a length not in its shortest
/// form or with the top bit set. RSV1 is no such byte on the first frame of a
/// message if `compression` was agreed on. `out` has a meaning only if it is
/// `complete`.
header_status decode_header(
  std::string_view bytes, websocket_header& out,
  bool compression = false) noexcept;

/// Unmasks, in place, bytes that stand at `offset` in their frame's payload
/// (section 5.3).
void unmask(
  std::span<char> bytes, const std::array<char, 4>& mask,
  std::uint64_t offset) noexcept;

} // namespace troupe::net
