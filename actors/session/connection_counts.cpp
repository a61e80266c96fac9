#include "actors/session/connection.hpp"
#include "config/metrics.hpp"

#include <utility>

// What a session counts.

namespace troupe::actors {

namespace {

metrics::transport label(net::transport_kind of) {
  static_assert(
    metrics::label_set<metrics::transport>::values[static_cast<std::size_t>(
      net::transport_kind::websocket)] ==
    to_string(net::transport_kind::websocket));
  return static_cast<metrics::transport>(of);
}

/// The label is the text that clients and the log have, too.
constexpr bool same_reasons() {
  const auto& texts = metrics::label_set<metrics::close_reason>::values;
  for (std::size_t i = 0; i < texts.size(); ++i)
    if (texts[i] != to_string(static_cast<messages::close_reason>(i)))
      return false;
  return true;
}
static_assert(same_reasons());

metrics::upgrade_result label(probe_end of) {
  switch (of) {
  case probe_end::upgraded:
    return metrics::upgrade_result::done;
  case probe_end::timeout:
    return metrics::upgrade_result::timeout;
  default:
    return metrics::upgrade_result::failed;
  }
}

} // namespace

void connection::count_opened() const {
  metrics::engine_handshakes.count();
  metrics::engine_connections.change(1, label(engine_.transport()));
}

/// Once for each that has been opened: whoever calls knows that it was open.
void connection::count_ended(messages::close_reason reason) const {
  if (!opened_)
    return;
  metrics::engine_connections.change(-1, label(engine_.transport()));
  metrics::engine_disconnects.count(static_cast<metrics::close_reason>(reason));
}

void connection::probe_ended(probe_end how) {
  metrics::engine_upgrades.count(label(how));
  if (how != probe_end::upgraded)
    return;
  metrics::engine_connections.change(-1, metrics::transport::polling);
  metrics::engine_connections.change(1, metrics::transport::websocket);
}

connection::clock::duration connection::lap() {
  const auto now = clock::now();
  return now - std::exchange(context_.lap_began, now);
}

void connection::round_trip(clock::duration took) {
  metrics::engine_pong_rtt.observe(took);
}

} // namespace troupe::actors
