#include "config/metrics.hpp"
#include "net/polling_transport.hpp"

#include <algorithm>
#include <utility>

// When a POST is answered, if not at once: the half of polling_transport that
// lets a client wait which is above its rates. It may not send another before.

namespace troupe::net {

namespace {

/// A rate that has changed is noticed after so long.
constexpr clock::duration longest_hold = std::chrono::seconds{1};

} // namespace

void polling_transport::measure(std::size_t packets, std::size_t bytes) {
  if (!with_.inflow || !with_.inflow->any())
    return;
  if (!metered_)
    metered_ = std::make_unique<metered>(*this);
  metered_->meter.take(packets, bytes, *with_.inflow, thread_.now());
}

/// False if it can be answered now.
bool polling_transport::hold_back(const std::shared_ptr<exchange>& post) {
  if (!metered_ || !with_.inflow->any() || !post->open())
    return false;
  const auto now = thread_.now();
  const auto wait = metered_->meter.wait(*with_.inflow, now);
  if (wait == clock::duration::zero())
    return false;
  const auto held = metered_->meter.hold(wait, *with_.inflow, now);
  if (held.over) {
    fail(
      messages::close_reason::transport_error,
      too_fast(held.by, *with_.inflow));
    return false;
  }
  post_ = post;
  thread_.arm(metered_->due, std::min(wait, longest_hold));
  if (held.began)
    metrics::engine_throttled.count();
  events_->on_held_back(*this, wait, held.began ? &held.by : nullptr);
  return true;
}

void polling_transport::go_on() {
  if (!post_ || !post_->body_complete())
    return;
  const auto post = std::exchange(post_, nullptr);
  if (!events_ || !hold_back(post))
    answer_ok(*post);
}

} // namespace troupe::net
