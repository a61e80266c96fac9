#include "config/metrics.hpp"
#include "net/websocket_transport.hpp"

#include <algorithm>
#include <utility>

// When what a client sends is handled, if not at once: the half of
// websocket_transport that lets bytes wait.

namespace troupe::net {

namespace {

constexpr std::uint16_t policy_violation = 1008; // RFC 6455, section 7.4.1
/// A rate that has changed is noticed after so long.
constexpr clock::duration longest_hold = std::chrono::seconds{1};

} // namespace

void websocket_transport::wait_with(
  std::string bytes, clock::duration how_long) {
  if (!waiting_)
    waiting_ = std::make_unique<waiting_bytes>(*this);
  waiting_->bytes = std::move(bytes);
  stream_->thread()->arm(waiting_->due, how_long);
}

void websocket_transport::take_in_turn(std::span<char> bytes) {
  if (waiting_ && waiting_->due.armed()) { // what came first is read first
    waiting_->bytes.append(bytes.data(), bytes.size());
    return;
  }
  if (!metered()) {
    waiting_.reset();
    return on_bytes(bytes);
  }
  if (!waiting_)
    waiting_ = std::make_unique<waiting_bytes>(*this);
  const auto now = stream_->thread()->now();
  waiting_->meter.take(0, bytes.size(), *inflow_, now);
  take_metered(bytes);
}

/// The bytes themselves have been counted.
void websocket_transport::take_metered(std::span<char> bytes) {
  const auto now = stream_->thread()->now();
  auto rest = bytes;
  const auto most = waiting_->meter.allowance(*inflow_, now);
  const auto taken = most > 0 ? read_some(rest, most) : 0;
  if (!events_)
    return; // closed by what they made happen
  waiting_->meter.take(taken, 0, *inflow_, now);
  const auto wait = waiting_->meter.wait(*inflow_, now);
  if (wait == clock::duration::zero() && rest.empty())
    return listen(true);
  wait_with({rest.begin(), rest.end()}, std::min(wait, longest_hold));
  listen(false);
  hold_back(wait);
}

/// It is told that the client cannot be heard; one that has been for too long
/// is closed.
void websocket_transport::hold_back(clock::duration wait) {
  const auto now = stream_->thread()->now();
  const auto held = waiting_->meter.hold(wait, *inflow_, now);
  if (held.over) {
    auto* told = std::exchange(events_, nullptr);
    close(policy_violation);
    told->on_transport_end(
      *this, messages::close_reason::transport_error,
      too_fast(held.by, *inflow_));
    return;
  }
  if (held.began)
    metrics::engine_throttled.count();
  events_->on_held_back(*this, wait, held.began ? &held.by : nullptr);
}

void websocket_transport::go_on() {
  auto bytes = std::exchange(waiting_->bytes, {});
  if (metered())
    return take_metered(bytes);
  waiting_.reset();
  listen(true);
  on_bytes(bytes);
}

} // namespace troupe::net
