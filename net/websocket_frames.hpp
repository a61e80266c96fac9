#pragma once

#include "net/websocket_header.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace troupe::net {

/// What a WebSocket client sent, told in order. Views stay valid until the
/// next call of `websocket_reader::read`.
class websocket_events {
public:
  virtual void on_message(std::string_view payload, bool binary) = 0;
  virtual void on_ping(std::string_view payload) = 0;
  virtual void on_pong(std::string_view payload) = 0;
  /// A valid close frame; 1005 if it carried no code.
  virtual void on_close(std::uint16_t code, std::string_view reason) = 0;
  /// A message is over one of its bounds, as `read` goes on to say: of so many
  /// bytes or fragments, as far as is known.
  virtual void on_excess(std::uint64_t /*size*/) {}
  /// Whether `read` shall go on to the next frame.
  virtual bool wants_more() const noexcept { return true; }

protected:
  ~websocket_events() = default;
};

/// Reads the frames a client sends: bytes in, events out, no I/O.
///
/// Strict to RFC 6455: masked frames only, no reserved bits or opcodes, minimal
/// lengths, control frames whole and at most 125 bytes, fragments in order and
/// at most `max_fragments` of them, text in UTF-8 (checked as it arrives, also
/// across fragments), close codes that may be sent. Nothing is allocated from a
/// declared length.
///
/// With `compression` (permessage-deflate without context takeover, RFC 7692)
/// RSV1 marks a message as compressed. Its bound holds for what comes and for
/// what that says; text is checked then.
///
/// A message that comes in one frame and one read is told from the bytes given,
/// without a copy. Any other is put together in a buffer, which lives until
/// `forget` or the read that follows.
class websocket_reader {
public:
  /// What became of the bytes; the value of an error is the close code to send
  /// (RFC 6455, section 7.4.1).
  enum class status : std::uint16_t {
    ok = 0,
    closed = 1000, ///< a close frame came; bytes behind it were dropped
    protocol_error = 1002,
    invalid_utf8 = 1007,
    invalid_deflate = 1007, ///< not told from the one above
    too_many_fragments = 1008,
    too_big = 1009,
  };

  explicit websocket_reader(
    std::size_t max_message, std::size_t max_fragments = 1024,
    bool compression = false);
  ~websocket_reader();
  websocket_reader(websocket_reader&&) noexcept;
  websocket_reader& operator=(websocket_reader&&) noexcept;

  std::size_t max_message() const noexcept { return max_message_; }
  std::size_t max_fragments() const noexcept { return max_fragments_; }

  /// Takes as many frames of what was read as are wanted
  /// (`websocket_events::wants_more`) and cuts them off `bytes`; unmasks in
  /// place. The rest, which is as it came, is for the next call. Complete
  /// messages before an error are still told. After anything but `ok` call it
  /// no more.
  status read(std::span<char>& bytes, websocket_events& events);
  /// Nobody looks any more at what was told.
  void forget() noexcept;

private:
  struct partial; // what is left between reads: none for most connections

  partial& kept();
  status read_next(std::span<char>& bytes, websocket_events& events);
  status read_frame(std::span<char>& bytes, websocket_events& events);
  header_status read_header(std::span<char>& bytes, websocket_header& header);
  status check(const websocket_header& header, websocket_events& events) const;
  status
  tell_inflated(std::string_view bytes, bool binary, websocket_events& events);
  status read_payload(std::span<char>& bytes, websocket_events& events);
  status end_frame(websocket_events& events);

  std::size_t max_message_;
  std::uint32_t max_fragments_;
  bool compression_;
  std::unique_ptr<partial> partial_;
};

} // namespace troupe::net
