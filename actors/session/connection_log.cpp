#include "actors/session/connection.hpp"
#include "config/log.hpp"

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

messages::cause connection::too_slow(const net::transport& way) const {
  const auto bytes = way.queued_bytes();
  const auto& most = settings_.queue;
  auto why =
    bytes > most.bytes
      ? messages::over(
          "queue of", bytes, "bytes", {"engine.send_queue_bytes", most.bytes})
      : messages::over(
          "queue of", way.queued_packets(), "packets",
          {"engine.send_queue_packets", most.packets});
  log::warn(
    "session", "slow-consumer",
    {{"sid", sid_prefix()},
     {"transport", to_string(way.kind())},
     {"bytes", bytes},
     {"packets", way.queued_packets()},
     {"detail", why.text},
     {"option", why.option},
     {"limit", why.limit},
     {"value", why.value}});
  why.text.insert(0, "slow consumer: ");
  return why;
}

} // namespace troupe::actors
