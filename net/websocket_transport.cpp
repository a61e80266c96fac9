#include "net/websocket_transport.hpp"

#include "config/metrics.hpp"
#include "messages/engineio.hpp"
#include "messages/engineio3.hpp"
#include "net/deflate.hpp"
#include "net/linger.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <utility>

namespace troupe::net {

using messages::close_reason;
namespace eio = messages::engineio;

namespace {

constexpr auto close_patience = std::chrono::seconds{5};
/// What is unpacked can be a thousand times what came: it is handed on, and let
/// go, before more of a read is looked at.
constexpr std::size_t most_unpacked = 256 * 1024;

/// The packets of one read, collected for one call upward. Each I/O thread
/// reads one socket at a time, so one batch per thread is enough.
struct batch {
  std::vector<eio::packet> packets;
  std::deque<std::string> decoded; ///< base64 in text frames: rare
  std::uint64_t excess = 0;        ///< of a message that is over a bound
  std::size_t controls = 0;        ///< frames that are no packets
  std::size_t most = 0;            ///< that are wanted of both
  std::size_t bytes = 0;           ///< of the packets
  bool malformed = false;

  void clear() {
    packets.clear();
    decoded.clear();
    excess = 0;
    controls = 0;
    most = SIZE_MAX;
    bytes = 0;
    malformed = false;
  }
};

thread_local batch current;

messages::frame_ptr close_frame(std::optional<std::uint16_t> code) {
  if (!code)
    return messages::make_frame(messages::opcode::close, {});
  const std::array<char, 2> bytes{
    static_cast<char>(*code >> 8), static_cast<char>(*code & 0xFF)};
  return messages::make_frame(
    messages::opcode::close, {{bytes.data(), bytes.size()}});
}

void count_received(std::size_t packets, std::size_t bytes) {
  using metrics::direction;
  constexpr auto over = metrics::transport::websocket;
  auto* const cell = metrics::this_cell();
  metrics::engine_packets.add_in(cell, packets, direction::in, over);
  metrics::engine_bytes.add_in(cell, bytes, direction::in, over);
}

} // namespace

websocket_transport::websocket_transport(
  std::unique_ptr<stream> upgraded, const settings& with)
  : stream_{std::move(upgraded)}
  , inflow_{with.inflow}
  , reader_{with.max_message, with.max_fragments, with.deflate_window != 0}
  , deflate_from_{static_cast<std::uint32_t>(
      std::min<std::size_t>(with.deflate_from, UINT32_MAX))}
  , deflate_window_{with.deflate_window} {
}

websocket_transport::~websocket_transport() {
  if (stream_)
    stream::retire(std::move(stream_));
}

void websocket_transport::start(transport_events& events, std::string glued) {
  events_ = &events;
  stream_->set_events(this);
  stream_->read_on(true);
  if (glued.empty())
    return;
  // Not now: the owner is in the middle of taking us over.
  wait_with(std::move(glued), clock::duration::zero());
}

void websocket_transport::send(const messages::frame_ptr& packet) {
  if (!stream_)
    return;
  if (
    deflate_window_ == 0 || packet->payload().size() < deflate_from_ ||
    packet->plain())
    stream_->push_packet(packet);
  else
    stream_->push_packet(deflate_frame(packet, deflate_window_));
}

bool websocket_transport::writable() const noexcept {
  return stream_ && !stream_->blocked();
}

std::size_t websocket_transport::queued_bytes() const noexcept {
  return stream_ ? stream_->queued_bytes() : 0;
}

std::size_t websocket_transport::queued_packets() const noexcept {
  return stream_ ? stream_->queued_frames() : 0;
}

void websocket_transport::flush_now() {
  if (stream_)
    stream_->flush();
}

io_thread& websocket_transport::fall_silent() {
  stream_->settle_traced();
  events_ = nullptr;
  waiting_.reset();
  return *stream_->thread();
}

void websocket_transport::close(std::optional<std::uint16_t> code, bool drop) {
  if (!stream_)
    return;
  auto& thread = fall_silent();
  if (drop && stream_->blocked()) {
    stream_->reset_on_close();
    stream::retire(std::move(stream_));
    return;
  }
  stream_->push(close_frame(code));
  linger_and_close(thread, std::move(stream_), close_patience);
}

void websocket_transport::on_bytes(std::span<char> bytes) {
  while (events_ && !bytes.empty()) {
    if (waiting_ || metered()) [[unlikely]]
      return take_in_turn(bytes);
    current.clear();
    read_batch(bytes);
  }
}

std::size_t
websocket_transport::read_some(std::span<char>& bytes, std::size_t most) {
  current.clear();
  current.most = most;
  return read_batch(bytes);
}

/// How many frames that were.
std::size_t websocket_transport::read_batch(std::span<char>& bytes) {
  const auto size = bytes.size();
  const auto status = reader_.read(bytes, *this);
  const auto taken = current.packets.size() + current.controls;
  handle(status, size - bytes.size());
  reader_.forget();
  return taken;
}

bool websocket_transport::wants_more() const noexcept {
  return current.packets.size() + current.controls < current.most &&
         current.bytes < most_unpacked && !current.malformed;
}

/// Tells what has been read, in so many bytes.
void websocket_transport::handle(
  websocket_reader::status status, std::size_t size) {
  count_received(current.packets.size(), size);
  if (events_ && !current.packets.empty())
    events_->on_packets(*this, current.packets);
  if (!events_)
    return; // closed by what the packets made happen
  if (current.malformed)
    end(close_reason::parse_error, "unknown or empty engine packet");
  else if (status != websocket_reader::status::ok)
    report(status);
}

void websocket_transport::report(websocket_reader::status status) {
  if (stream_)
    stream_->settle_traced();
  if (status == websocket_reader::status::closed) {
    // The closing handshake answers with the code that came.
    auto* told = std::exchange(events_, nullptr);
    auto code =
      client_code_ == 1005 ? std::nullopt : std::optional{client_code_};
    close(code);
    told->on_transport_end(
      *this, close_reason::transport_close,
      code ? "close frame from the client, code " + std::to_string(*code)
           : "close frame from the client");
    return;
  }
  const auto why = explain(status);
  auto* told = std::exchange(events_, nullptr);
  close(static_cast<std::uint16_t>(status));
  told->on_transport_end(*this, close_reason::transport_error, why);
}

/// What is compressed says its size as it is unpacked, which nobody does to the
/// end.
messages::cause websocket_transport::explain_size() const {
  const messages::bound by{
    "engine.max_http_buffer_size", reader_.max_message()};
  return current.excess == 0
           ? messages::more("payload unpacks to more bytes", by)
           : messages::over("payload of", current.excess, "bytes", by);
}

messages::cause
websocket_transport::explain(websocket_reader::status status) const {
  using enum websocket_reader::status;
  switch (status) {
  case too_big:
    return explain_size();
  case invalid_utf8:
    return deflate_window_ == 0
             ? "text is not UTF-8"
             : "text is not UTF-8, or compressed data not DEFLATE";
  case too_many_fragments:
    return messages::over(
      "message in", current.excess, "fragments",
      {"limits.fragments", reader_.max_fragments()});
  default:
    return "frame breaks RFC 6455";
  }
}

void websocket_transport::on_excess(std::uint64_t size) {
  current.excess = size;
}

void websocket_transport::on_end(std::string_view error) {
  end(
    close_reason::transport_close,
    error.empty() ? "connection closed without a close frame" : error);
}

void websocket_transport::end(close_reason reason, const messages::cause& why) {
  auto* told = std::exchange(events_, nullptr);
  waiting_.reset();
  if (stream_ && reason == close_reason::parse_error)
    close();
  else if (stream_)
    stream::retire(std::move(stream_));
  if (told)
    told->on_transport_end(*this, reason, why);
}

void websocket_transport::on_message(std::string_view payload, bool binary) {
  if (current.malformed)
    return;
  std::string scratch;
  const auto packet = decode(payload, binary, scratch);
  if (!packet) {
    current.malformed = true;
    return;
  }
  current.packets.push_back(*packet);
  current.bytes += payload.size();
  if (packet->binary && !binary)
    current.packets.back().data =
      current.decoded.emplace_back(std::move(scratch));
}

/// Bytes in a text are decoded into `scratch`.
std::optional<eio::packet> websocket_transport::decode(
  std::string_view payload, bool binary, std::string& scratch) const {
  namespace eio3 = messages::engineio3;
  if (!binary)
    return eio3_ ? eio3::decode_packet(payload, scratch)
                 : eio::decode_packet(payload, scratch);
  if (eio3_)
    return eio3::decode_binary_packet(payload);
  return eio::packet{eio::packet_type::message, true, payload};
}

void websocket_transport::on_ping(std::string_view payload) {
  ++current.controls;
  if (stream_)
    stream_->push(messages::make_frame(messages::opcode::pong, {payload}));
}

void websocket_transport::on_pong(std::string_view) {
  ++current.controls;
}

void websocket_transport::on_close(std::uint16_t code, std::string_view) {
  client_code_ = code;
}

} // namespace troupe::net
