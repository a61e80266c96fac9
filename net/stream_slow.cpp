#include "net/dirty_outputs.hpp"
#include "net/out_queue.hpp"
#include "net/stream.hpp"

#include "config/metrics.hpp"

#include <utility>

// A stream whose peer does not read: the half that waits.

namespace troupe::net {

void stream::mind() {
  if (std::exchange(minded_, true))
    return;
  moved_ = false;
  thread_->outputs().slow().mind(watch_, thread_->now());
}

bool stream::on_look(clock::time_point now, clock::time_point& since) {
  if (!blocked_) {
    minded_ = false;
    return false;
  }
  if (std::exchange(moved_, false))
    since = now;
  else if (events_ && queued_frames() > 0)
    events_->on_stuck(now - since);
  return true;
}

std::size_t stream::begun() const noexcept {
  return queue_ && queue_->offset > 0 ? 1 : 0;
}

void stream::drop(frame_filter& which) {
  if (!queue_)
    return;
  const auto gone = queue_->drop(which, begun());
  if (blocked_)
    metrics::engine_send_queue.change(-static_cast<std::int64_t>(gone));
}

} // namespace troupe::net
