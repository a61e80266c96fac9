#include "net/linger.hpp"
#include "net/websocket_transport.hpp"

#include <array>
#include <utility>

// How a WebSocket ends, and what becomes of a client that is too slow: the half
// of websocket_transport that lets go of it.

namespace troupe::net {

namespace {

constexpr std::uint16_t policy_violation = 1008; // RFC 6455, section 7.4.1
constexpr auto close_patience = std::chrono::seconds{5};

messages::frame_ptr
close_frame(std::optional<std::uint16_t> code, std::string_view reason = {}) {
  if (!code)
    return messages::make_frame(messages::opcode::close, {});
  const std::array<char, 2> bytes{
    static_cast<char>(*code >> 8), static_cast<char>(*code & 0xFF)};
  return messages::make_frame(
    messages::opcode::close, {{bytes.data(), bytes.size()}, reason});
}

struct everything final : frame_filter {
  bool drops(const messages::frame&, bool) override { return true; }
};

} // namespace

void websocket_transport::close(std::optional<std::uint16_t> code, bool drop) {
  if (!stream_)
    return;
  stream_->settle_traced();
  events_ = nullptr;
  waiting_.reset();
  auto& thread = *stream_->thread();
  if (drop && stream_->blocked()) {
    stream_->reset_on_close();
    stream::retire(std::move(stream_));
    return;
  }
  stream_->push(close_frame(code));
  linger_and_close(thread, std::move(stream_), close_patience);
}

void websocket_transport::close_slow() {
  if (!stream_)
    return;
  stream_->settle_traced();
  events_ = nullptr;
  waiting_.reset();
  auto& thread = *stream_->thread();
  everything all;
  stream_->drop(all);
  stream_->push(close_frame(policy_violation, "slow consumer"));
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

} // namespace troupe::net
