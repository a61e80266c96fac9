#pragma once

#include <atomic>
#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string_view>
#include <vector>

namespace troupe::messages {

/// WebSocket opcodes (RFC 6455, section 5.2).
enum class opcode : std::uint8_t {
  continuation = 0x0,
  text = 0x1,
  binary = 0x2,
  close = 0x8,
  ping = 0x9,
  pong = 0xA,
};

class frame;
using frame_ptr = boost::intrusive_ptr<const frame>;

/// An encoded packet: a WebSocket header and its payload in one allocation.
///
/// Frames of a server are unmasked, so the same bytes serve every receiver; a
/// broadcast is encoded once and shared. Immutable and reference-counted, may
/// cross threads. The payload alone is what HTTP long-polling sends.
class frame {
public:
  /// Header and payload, as they go over a WebSocket.
  std::string_view wire() const noexcept { return {bytes(), size_}; }
  /// The engine packet: `42["hi"]`, or raw bytes if `binary()`.
  std::string_view payload() const noexcept { return wire().substr(header_); }
  bool binary() const noexcept { return op_ == opcode::binary; }
  /// True if it shall go out as it is, whatever its size (`compress(false)`).
  bool plain() const noexcept { return plain_; }
  /// True if the way of its message is written to the log (config/trace.hpp).
  bool traced() const noexcept { return traced_; }
  /// Its message's name there; 0 if it is not traced.
  std::uint64_t trace() const noexcept;

  frame(const frame&) = delete;
  frame& operator=(const frame&) = delete;

private:
  friend frame_ptr make_frame(opcode, std::initializer_list<std::string_view>);
  friend frame_ptr make_bytes(std::initializer_list<std::string_view>);
  friend frame_ptr make_compressed_frame(opcode, std::string_view);
  friend frame_ptr with_trace(const frame_ptr&, std::uint64_t);
  friend frame_ptr uncompressed(const frame_ptr&);
  friend void intrusive_ptr_add_ref(const frame* f) noexcept;
  friend void intrusive_ptr_release(const frame* f) noexcept;

  frame(opcode op, std::uint8_t header, std::uint32_t size)
    : size_{size}
    , header_{header}
    , op_{op} {}
  const char* bytes() const noexcept {
    return reinterpret_cast<const char*>(this + 1);
  }

  mutable std::atomic<std::uint32_t> references_{0};
  std::uint32_t size_;
  std::uint8_t header_;
  opcode op_;
  bool plain_ = false;
  bool traced_ = false; ///< its trace id stands behind the payload
};

/// Makes one final frame whose payload is the concatenation of `parts`.
/// At most 2^31 bytes.
frame_ptr make_frame(opcode op, std::initializer_list<std::string_view> parts);

/// The same for a message that is compressed: marked by RSV1 (RFC 7692, section
/// 6). Only for a WebSocket whose client has agreed to that.
frame_ptr make_compressed_frame(opcode op, std::string_view deflated);

/// Makes bytes that go out as they are, behind no header: an HTTP response.
frame_ptr make_bytes(std::initializer_list<std::string_view> parts);

/// The same frame as part of a message that is traced; `of` itself if it says
/// so already, or `trace` is 0 and it is not.
frame_ptr with_trace(const frame_ptr& of, std::uint64_t trace);

/// The same frame, never to be compressed; `of` itself if it says so already.
frame_ptr uncompressed(const frame_ptr& of);

/// A packet as it leaves: its text, then its attachments without a gap.
struct encoded_packet {
  frame_ptr text;
  std::shared_ptr<const std::vector<frame_ptr>> attachments; ///< may be null

  std::size_t frames() const noexcept {
    return 1 + (attachments ? attachments->size() : 0);
  }
};

/// The same packet, whose text says that it is traced.
encoded_packet with_trace(const encoded_packet& of, std::uint64_t trace);
/// The same packet, text and attachments not to be compressed.
encoded_packet uncompressed(const encoded_packet& of);

} // namespace troupe::messages
