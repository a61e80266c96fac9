#include "actors/rooms/publish_gate.hpp"

#include "config/log.hpp"
#include "config/metrics.hpp"

namespace troupe::actors {

namespace {

/// About what it takes besides its text: the messages that carry it.
constexpr std::size_t overhead = 256;

std::size_t weigh(const messages::encoded_packet& packet) {
  auto bytes = overhead + (packet.text ? packet.text->wire().size() : 0);
  if (packet.attachments)
    for (const auto& each : *packet.attachments)
      bytes += each->wire().size();
  return bytes;
}

} // namespace

publish_gate::passage
publish_gate::enter(const messages::broadcast& what) noexcept {
  const auto bound = bound_.load(std::memory_order_relaxed);
  const auto before = messages::bytes_on_the_way();
  if (before / 2 > bound) {
    metrics::broadcasts_dropped.count();
    const auto dropped = ++dropped_;
    if (dropped % 1000 == 1)
      log::error(
        "actors", "message-dropped",
        {{"reason", "over twice limits.undelivered_bytes are on their way"},
         {"dropped", dropped}});
    return passage::closed;
  }
  what.way.leave(weigh(what.packet));
  return before > bound ? passage::crowded : passage::open;
}

} // namespace troupe::actors
