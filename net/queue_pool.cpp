#include "net/queue_pool.hpp"

#include "config/metrics.hpp"

namespace troupe::net {

void queue_pool::end_turn() {
  using metrics::direction;
  constexpr auto over = metrics::transport::websocket;
  const auto now = std::exchange(written_, {});
  if (now.packets == 0 && now.bytes == 0)
    return;
  auto* const cell = metrics::this_cell();
  metrics::engine_packets.add_in(cell, now.packets, direction::out, over);
  metrics::engine_bytes.add_in(cell, now.bytes, direction::out, over);
}

} // namespace troupe::net
