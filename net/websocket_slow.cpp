#include "net/linger.hpp"
#include "net/websocket_transport.hpp"

#include <chrono>
#include <utility>

// A WebSocket whose client does not read, or is not read: the half of
// websocket_transport that waits for either.

namespace troupe::net {

namespace {

/// 1008, a breach of policy (RFC 6455, section 7.4.1), and why.
constexpr std::string_view slow_consumer = "\x03\xF0slow consumer";

struct everything final : frame_filter {
  bool drops(const messages::frame&, bool) override { return true; }
};

} // namespace

void websocket_transport::close_slow() {
  if (!stream_)
    return;
  auto& thread = fall_silent();
  everything all;
  stream_->drop(all);
  stream_->push(messages::make_frame(messages::opcode::close, {slow_consumer}));
  linger_and_reset(thread, std::move(stream_));
}

void websocket_transport::drop(frame_filter& which) {
  if (stream_)
    stream_->drop(which);
}

void websocket_transport::on_stuck(clock::duration how_long) {
  if (events_)
    events_->on_stuck(
      *this, std::chrono::duration_cast<std::chrono::milliseconds>(how_long));
}

void websocket_transport::mute(bool on) {
  muted_ = on;
  if (stream_)
    listen(!waiting_ || !waiting_->due.armed());
}

} // namespace troupe::net
