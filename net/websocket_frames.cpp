#include "net/websocket_frames.hpp"

#include "messages/utf8.hpp"
#include "net/deflate.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace troupe::net {

using messages::opcode;
using status = websocket_reader::status;

namespace {

using buffer = std::vector<char>; // moved, it keeps its address: views hold

std::string_view view(std::span<const char> bytes) {
  return {bytes.data(), bytes.size()};
}

/// Cuts the first `size` bytes off.
std::span<char> split(std::span<char>& bytes, std::uint64_t size) {
  const auto front = bytes.first(static_cast<std::size_t>(size));
  bytes = bytes.subspan(front.size());
  return front;
}

/// Appends, growing in step with what came but for no more than `bound`.
void append(buffer& to, std::span<const char> bytes, std::size_t bound) {
  const auto needed = to.size() + bytes.size();
  if (needed > to.capacity())
    to.reserve(std::max(needed, std::min(2 * to.capacity(), bound)));
  to.insert(to.end(), bytes.begin(), bytes.end());
}

/// True for codes that a peer may send (section 7.4 and IANA's registry).
bool may_be_sent(unsigned code) {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
         (code >= 3000 && code <= 4999);
}

status tell_close(std::string_view payload, websocket_events& events) {
  if (payload.empty()) {
    events.on_close(1005, {});
    return status::closed;
  }
  if (payload.size() < 2)
    return status::protocol_error;
  const unsigned code = static_cast<unsigned char>(payload[0]) << 8 |
                        static_cast<unsigned char>(payload[1]);
  const auto reason = payload.substr(2);
  if (!may_be_sent(code))
    return status::protocol_error;
  if (!messages::is_utf8(reason))
    return status::invalid_utf8;
  events.on_close(static_cast<std::uint16_t>(code), reason);
  return status::closed;
}

status
tell_control(opcode op, std::string_view payload, websocket_events& events) {
  if (op == opcode::close)
    return tell_close(payload, events);
  if (op == opcode::ping)
    events.on_ping(payload);
  else
    events.on_pong(payload);
  return status::ok;
}

/// Tells a frame that is all there, and a message of its own if not control.
status tell_whole(
  const websocket_header& frame, std::span<char> payload,
  websocket_events& events) {
  unmask(payload, frame.mask, 0);
  const auto bytes = view(payload);
  if (frame.control())
    return tell_control(frame.op, bytes, events);
  const bool binary = frame.op == opcode::binary;
  if (!binary && !messages::is_utf8(bytes))
    return status::invalid_utf8;
  events.on_message(bytes, binary);
  return status::ok;
}

} // namespace

struct websocket_reader::partial {
  std::string head; ///< an incomplete header

  std::optional<websocket_header> frame; ///< the one whose payload is coming
  std::uint64_t frame_bytes = 0;         ///< how much of that has come
  buffer control;                        ///< that, if it is a control frame

  bool open = false; ///< within a message
  bool binary = false;
  bool compressed = false;
  messages::utf8_checker text; ///< complete when a message ends: no reset
  std::size_t fragments = 0;
  buffer message; ///< what has come of it

  std::vector<buffer> told; ///< what the views of the last read look at

  bool idle() const noexcept {
    return head.empty() && !frame && !open && told.empty();
  }

  void begin(const websocket_header& header) {
    frame = header;
    frame_bytes = 0;
    if (header.control())
      return;
    if (!open) {
      open = true;
      binary = header.op == opcode::binary;
      compressed = header.compressed;
      fragments = 0;
    }
    ++fragments;
  }

  /// Adds what is there of the frame; false if the message cannot be UTF-8.
  bool add(std::span<char> piece, std::size_t max_message) {
    unmask(piece, frame->mask, frame_bytes);
    frame_bytes += piece.size();
    append(frame->control() ? control : message, piece, max_message);
    return frame->control() || binary || compressed || text.feed(view(piece));
  }

  /// The message is complete as it came.
  status end_message(websocket_events& events) {
    if (!binary && !text.complete())
      return status::invalid_utf8;
    events.on_message(keep(message), binary);
    return status::ok;
  }

  std::string_view keep(buffer& bytes) {
    return view(told.emplace_back(std::exchange(bytes, {})));
  }
};

websocket_reader::websocket_reader(
  std::size_t max_message, std::size_t max_fragments, bool compression)
  : max_message_{max_message}
  , max_fragments_{static_cast<std::uint32_t>(
      std::min<std::size_t>(max_fragments, UINT32_MAX))}
  , compression_{compression} {
}

websocket_reader::~websocket_reader() = default;
websocket_reader::websocket_reader(websocket_reader&&) noexcept = default;
websocket_reader&
websocket_reader::operator=(websocket_reader&&) noexcept = default;

status
websocket_reader::read(std::span<char>& bytes, websocket_events& events) {
  forget();
  auto result = status::ok;
  while (result == status::ok && !bytes.empty() && events.wants_more())
    result = read_next(bytes, events);
  return result;
}

inline status
websocket_reader::read_next(std::span<char>& bytes, websocket_events& events) {
  return partial_ && partial_->frame ? read_payload(bytes, events)
                                     : read_frame(bytes, events);
}

void websocket_reader::forget() noexcept {
  if (!partial_)
    return;
  partial_->told.clear();
  if (partial_->idle())
    partial_.reset();
}

websocket_reader::partial& websocket_reader::kept() {
  if (!partial_)
    partial_ = std::make_unique<partial>();
  return *partial_;
}

status
websocket_reader::read_frame(std::span<char>& bytes, websocket_events& events) {
  websocket_header header;
  const auto decoded = read_header(bytes, header);
  if (decoded != header_status::complete)
    return decoded == header_status::invalid ? status::protocol_error
                                             : status::ok;
  if (const auto refused = check(header, events); refused != status::ok)
    return refused;
  const bool alone =
    header.control() || (header.final && header.op != opcode::continuation);
  if (alone && header.length <= bytes.size()) {
    const auto payload = split(bytes, header.length);
    if (!header.compressed)
      return tell_whole(header, payload, events);
    unmask(payload, header.mask, 0);
    return tell_inflated(view(payload), header.op == opcode::binary, events);
  }
  kept().begin(header);
  return read_payload(bytes, events);
}

header_status websocket_reader::read_header(
  std::span<char>& bytes, websocket_header& header) {
  const auto known = partial_ ? partial_->head.size() : 0;
  auto start = view(bytes);
  if (known != 0)
    start =
      partial_->head.append(start.substr(0, longest_websocket_header - known));
  const auto decoded = decode_header(start, header, compression_);
  if (decoded == header_status::complete) {
    split(bytes, header.size - known);
    if (known != 0)
      partial_->head.clear();
  } else if (decoded == header_status::incomplete) {
    if (known == 0)
      kept().head = start;
    bytes = {};
  }
  return decoded;
}

status websocket_reader::check(
  const websocket_header& header, websocket_events& events) const {
  if (header.control())
    return status::ok;
  const bool open = partial_ && partial_->open;
  if (open != (header.op == opcode::continuation))
    return status::protocol_error;
  if (open && partial_->fragments >= max_fragments_) {
    events.on_excess(partial_->fragments + 1);
    return status::too_many_fragments;
  }
  const auto size = open ? partial_->message.size() : 0;
  if (header.length <= max_message_ - size)
    return status::ok;
  events.on_excess(size + header.length);
  return status::too_big;
}

status websocket_reader::read_payload(
  std::span<char>& bytes, websocket_events& events) {
  auto& state = *partial_;
  const auto missing = state.frame->length - state.frame_bytes;
  const auto piece =
    split(bytes, std::min<std::uint64_t>(missing, bytes.size()));
  if (!state.add(piece, max_message_))
    return status::invalid_utf8;
  return piece.size() == missing ? end_frame(events) : status::ok;
}

status websocket_reader::end_frame(websocket_events& events) {
  auto& state = *partial_;
  const auto ended = *std::exchange(state.frame, {});
  if (ended.control())
    return tell_control(ended.op, state.keep(state.control), events);
  if (!ended.final)
    return status::ok;
  state.open = false;
  if (!state.compressed)
    return state.end_message(events);
  const auto packed = std::exchange(state.message, {});
  return tell_inflated(view(packed), state.binary, events);
}

status websocket_reader::tell_inflated(
  std::string_view bytes, bool binary, websocket_events& events) {
  buffer message;
  const auto result = inflate_message(bytes, message, max_message_);
  if (result != inflated::ok)
    return result == inflated::too_big ? status::too_big
                                       : status::invalid_deflate;
  const auto told = kept().keep(message);
  if (!binary && !messages::is_utf8(told))
    return status::invalid_utf8;
  events.on_message(told, binary);
  return status::ok;
}

} // namespace troupe::net
