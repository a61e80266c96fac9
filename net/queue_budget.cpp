#include "net/queue_budget.hpp"

#include "config/log.hpp"
#include "config/metrics.hpp"

namespace troupe::net {

queue_budget::change queue_budget::update(std::size_t waiting) noexcept {
  const auto limit = limit_.load(std::memory_order_relaxed);
  if (waiting > limit)
    return exceeded_.exchange(true) ? change::none : change::exceeded;
  if (waiting > limit - limit / 10)
    return change::none;
  return exceeded_.exchange(false) ? change::relieved : change::none;
}

bool queue_budget::exceeded() {
  const auto waiting = metrics::engine_send_queue.value();
  const auto changed = update(waiting);
  if (changed == change::exceeded) {
    metrics::engine_overloaded.change(1);
    log::warn(
      "http", "queues-full",
      {{"bytes", waiting},
       {"option", "limits.queued_bytes"},
       {"limit", limit_.load()}});
  } else if (changed == change::relieved) {
    metrics::engine_overloaded.change(-1);
    log::info(
      "http", "queues-relieved",
      {{"bytes", waiting},
       {"option", "limits.queued_bytes"},
       {"limit", limit_.load()}});
  }
  return exceeded_;
}

} // namespace troupe::net
