#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

namespace troupe::bench {

/// RFC 6455, section 5.2.
enum class opcode : std::uint8_t {
  continuation = 0,
  text = 1,
  binary = 2,
  close = 8,
  ping = 9,
  pong = 10,
};

struct frame_head {
  opcode op = opcode::continuation;
  bool final = false;
  bool reserved = false; ///< one of the reserved bits is set
  bool masked = false;
  std::uint8_t size = 0;    ///< of the head itself, in bytes
  std::uint64_t length = 0; ///< of the payload, in bytes
};

/// Decodes the head at the front of `bytes`; false if it is not all there.
inline bool read_head(std::string_view bytes, frame_head& head) noexcept {
  if (bytes.size() < 2)
    return false;
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  head.op = static_cast<opcode>(at[0] & 15);
  head.final = (at[0] & 0x80) != 0;
  head.reserved = (at[0] & 0x70) != 0;
  head.masked = (at[1] & 0x80) != 0;
  head.length = at[1] & 127;
  head.size = 2;
  if (head.length < 126)
    return true;
  head.size = head.length == 126 ? 4 : 10;
  if (bytes.size() < head.size)
    return false;
  head.length = 0;
  for (std::size_t i = 2; i < head.size; ++i)
    head.length = head.length << 8 | at[i];
  return true;
}

/// Makes `out` the frame of a client: final, masked with the bytes of `mask`.
/// What `out` has allocated is used again.
void write_frame(
  std::string& out, opcode op, std::string_view payload, std::uint32_t mask);

/// What is looked at of a payload, in bytes; the rest is skipped.
constexpr std::size_t seen_of_payload = 512;

/// A message or control frame of the server.
struct received {
  opcode op = opcode::text;
  bool reserved = false;
  std::string_view seen;    ///< at least the first `seen_of_payload` bytes
  std::uint64_t length = 0; ///< of the whole; of fragments, what was kept
};

/// Reads what a server sends: bytes in, messages out, no I/O, no copy of what
/// is complete. Trusts the server more than a client should, for it is ours.
class frame_reader {
public:
  enum class status : std::uint8_t {
    ok,
    stopped, ///< the sink wanted no more
    masked,  ///< which no server may
  };

  /// Moves what the last read left to `to`, which has room for more than a head
  /// and `seen_of_payload`. Returns how many bytes; they belong in front of the
  /// next ones.
  std::size_t restore(char* to);
  /// Keeps what is not complete yet.
  void keep(std::string_view bytes);

  /// Tells `sink` each message in `bytes`; goes on while it returns true.
  template <class Sink>
  status read(std::string_view bytes, Sink&& sink);

private:
  /// Adds to a message in fragments; true if that was the last one.
  bool gather(const frame_head& head, std::string_view seen);
  template <class Sink>
  bool tell(const frame_head& head, std::string_view seen, Sink& sink);

  std::uint64_t skip_ = 0; // of the payload before
  std::unique_ptr<std::string> kept_;
  std::unique_ptr<std::string> fragments_;
};

template <class Sink>
frame_reader::status frame_reader::read(std::string_view bytes, Sink&& sink) {
  const auto skipped = std::min<std::uint64_t>(skip_, bytes.size());
  skip_ -= skipped;
  bytes.remove_prefix(skipped);
  frame_head head;
  while (read_head(bytes, head)) {
    if (head.masked)
      return status::masked;
    const std::size_t rest = bytes.size() - head.size;
    if (rest < std::min<std::uint64_t>(head.length, seen_of_payload))
      break;
    const auto present = std::min<std::uint64_t>(head.length, rest);
    if (!tell(head, {bytes.data() + head.size, present}, sink))
      return status::stopped;
    skip_ = head.length - present;
    bytes.remove_prefix(head.size + present);
  }
  if (!bytes.empty())
    keep(bytes);
  return status::ok;
}

template <class Sink>
bool frame_reader::tell(
  const frame_head& head, std::string_view seen, Sink& sink) {
  const bool whole = head.op == opcode::text && head.final;
  if (whole || head.op >= opcode::binary) [[likely]]
    return sink(received{head.op, head.reserved, seen, head.length});
  if (!gather(head, seen))
    return true;
  const auto message = std::move(fragments_);
  return sink(received{opcode::text, head.reserved, *message, message->size()});
}

} // namespace troupe::bench
