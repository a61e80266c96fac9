#include "actors/session/connection.hpp"

#include <algorithm>

// What a connection does by the clock.

namespace troupe::actors {

namespace {

/// Until it is looked whether a client that said too much may be read again.
constexpr auto muted_pause = std::chrono::milliseconds{10};

} // namespace

void connection::act(deadline_reached) {
  const auto now = clock::now();
  if (now >= linger_until_)
    return quit();
  engine_.on_deadline(now);
  if (muted_)
    read_on();
  if (catching_up_ && !(current() && over_bounds(*current())))
    catching_up_ = false;
  if (engine_.open() && protocol_)
    protocol_->on_deadline(now);
  arm();
}

void connection::arm() {
  auto next = std::min(engine_.next_deadline(), linger_until_);
  if (muted_)
    next = std::min(next, clock::now() + muted_pause);
  if (engine_.open() && protocol_)
    next = std::min(next, protocol_->next_deadline());
  // One that fires too early is set anew: cheaper than moving it each time.
  if (
    next == clock::time_point::max() ||
    (timer_.armed() && timer_.due() <= next))
    return;
  unit()->thread().arm(timer_, next - clock::now());
}

} // namespace troupe::actors
