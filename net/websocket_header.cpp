#include "net/websocket_header.hpp"

#include <cstring>

namespace troupe::net {

using messages::opcode;

namespace {

constexpr std::uint64_t longest_control = 125;

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const auto byte : bytes)
    value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

bool is_known(opcode op) {
  return op <= opcode::binary || (op >= opcode::close && op <= opcode::pong);
}

/// True if `length` needs `bytes` bytes behind the short length.
bool is_minimal(std::uint64_t length, std::size_t bytes) {
  return bytes == 0 || (bytes == 2 && length > 125) ||
         (bytes == 8 && length > 0xFFFF && length >> 63 == 0);
}

/// Reads FIN, reserved bits and opcode.
bool decode_first(unsigned byte, websocket_header& out, bool compression) {
  out.final = (byte & 0x80) != 0;
  out.compressed = (byte & 0x40) != 0;
  out.op = static_cast<opcode>(byte & 0x0F);
  const bool may_be_compressed =
    compression && (out.op == opcode::text || out.op == opcode::binary);
  return (byte & 0x30) == 0 && is_known(out.op) &&
         (out.final || !out.control()) &&
         (may_be_compressed || !out.compressed);
}

/// Reads the mask bit and the short length.
bool decode_second(unsigned byte, websocket_header& out) {
  out.length = byte & 0x7F;
  return (byte & 0x80) != 0 &&
         (out.length <= longest_control || !out.control());
}

} // namespace

header_status decode_header(
  std::string_view bytes, websocket_header& out, bool compression) noexcept {
  using enum header_status;
  if (bytes.empty())
    return incomplete;
  if (!decode_first(static_cast<unsigned char>(bytes[0]), out, compression))
    return invalid;
  if (bytes.size() == 1)
    return incomplete;
  if (!decode_second(static_cast<unsigned char>(bytes[1]), out))
    return invalid;
  const std::size_t more = out.length < 126 ? 0 : out.length == 126 ? 2 : 8;
  if (bytes.size() < 2 + more)
    return incomplete;
  if (more != 0)
    out.length = big_endian(bytes.substr(2, more));
  if (!is_minimal(out.length, more))
    return invalid;
  out.size = static_cast<std::uint8_t>(2 + more + out.mask.size());
  if (bytes.size() < out.size)
    return incomplete;
  std::memcpy(out.mask.data(), bytes.data() + 2 + more, out.mask.size());
  return complete;
}

void unmask(
  std::span<char> bytes, const std::array<char, 4>& mask,
  std::uint64_t offset) noexcept {
  std::array<char, 8> pattern;
  for (std::size_t i = 0; i < pattern.size(); ++i)
    pattern[i] = mask[(offset + i) % mask.size()];
  std::uint64_t key = 0;
  std::memcpy(&key, pattern.data(), 8);
  std::size_t at = 0;
  for (std::uint64_t word = 0; at + 8 <= bytes.size(); at += 8) {
    std::memcpy(&word, &bytes[at], 8);
    word ^= key;
    std::memcpy(&bytes[at], &word, 8);
  }
  for (; at < bytes.size(); ++at)
    bytes[at] = static_cast<char>(bytes[at] ^ pattern[at % 8]);
}

} // namespace troupe::net
