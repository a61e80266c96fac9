#include "actors/session/connection.hpp"
#include "config/log.hpp"
#include "config/metrics.hpp"

// What the log says of a session's end: the half of connection that explains.

namespace troupe::actors {

using messages::close_reason;

namespace {

/// The client, the application or the operator has wanted it.
bool is_ordinary(close_reason reason) {
  return reason == close_reason::transport_close ||
         reason == close_reason::server_shutting_down ||
         reason == close_reason::server_namespace_disconnect;
}

} // namespace

void connection::log_end(
  close_reason reason, const messages::cause& why) const {
  if (is_ordinary(reason)) {
    log::debug(
      "session", "session-closed",
      {{"sid", sid_prefix()},
       {"transport", to_string(engine_.transport())},
       {"reason", to_string(reason)},
       {"detail", why.text},
       {"remote", facts_.head.remote_address()}});
    return;
  }
  log::info(
    "session", "session-closed",
    {{"sid", sid_prefix()},
     {"transport", to_string(engine_.transport())},
     {"reason", to_string(reason)},
     {"detail", why.text},
     {"option", why.option},
     {"limit", why.limit},
     {"value", why.value},
     {"remote", facts_.head.remote_address()}});
}

void connection::log_failed_upgrade(const messages::cause& why) const {
  log::debug(
    "session", "upgrade-failed",
    {{"sid", sid_prefix()},
     {"detail", why.text},
     {"option", why.option},
     {"limit", why.limit}});
}

std::string_view connection::no_upgrade() const noexcept {
  return settings_.allow_upgrades
           ? "the session has a WebSocket, or one that tries"
           : "engine.allow_upgrades is off, or there is no WebSocket";
}

/// There is more than may wait.
messages::cause connection::too_slow(const net::transport& way) const {
  const auto bytes = waiting_bytes(way);
  const auto& most = settings_.queue;
  const bool by_bytes = bytes > most.bytes;
  auto why = by_bytes ? messages::over(
                          "queue of", bytes, "bytes",
                          {"engine.send_queue_bytes", most.bytes})
                      : messages::over(
                          "queue of", waiting_packets(way), "packets",
                          {"engine.send_queue_packets", most.packets});
  metrics::engine_slow_clients.count(
    by_bytes ? metrics::slow_cause::bytes : metrics::slow_cause::packets);
  log_slow(way, why);
  why.text.insert(0, "slow consumer: ");
  return why;
}

/// What waits does not move.
messages::cause connection::stuck(
  const net::transport& way, std::chrono::milliseconds how_long) const {
  auto why = messages::late(
    "nothing taken", {"engine.send_timeout", settings_.queue.patience});
  why.value = static_cast<std::uint64_t>(how_long.count());
  metrics::engine_slow_clients.count(metrics::slow_cause::timeout);
  log_slow(way, why);
  why.text.insert(0, "slow consumer: ");
  return why;
}

void connection::log_slow(
  const net::transport& way, const messages::cause& why) const {
  metrics::engine_backpressure.count(metrics::policy::disconnect);
  log::warn(
    "session", "slow-consumer",
    {{"sid", sid_prefix()},
     {"transport", to_string(way.kind())},
     {"bytes", waiting_bytes(way)},
     {"packets", waiting_packets(way)},
     {"detail", why.text},
     {"option", why.option},
     {"limit", why.limit},
     {"value", why.value}});
}

} // namespace troupe::actors
