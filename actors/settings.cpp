#include "actors/settings.hpp"

#include "config/usable_memory.hpp"

#include <algorithm>
#include <limits>
#include <thread>

namespace troupe::actors {

bool has(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string cookie_attributes(const config::engine_options& from) {
  std::string out;
  if (from.cookie_max_age.count() > 0)
    out += "; Max-Age=" + std::to_string(from.cookie_max_age.count());
  if (!from.cookie_path.empty())
    out += "; Path=" + from.cookie_path;
  if (from.cookie_http_only)
    out += "; HttpOnly";
  if (from.cookie_secure)
    out += "; Secure";
  if (from.cookie_same_site == "lax")
    out += "; SameSite=Lax";
  else if (from.cookie_same_site == "strict")
    out += "; SameSite=Strict";
  else if (from.cookie_same_site == "none")
    out += "; SameSite=None";
  return out;
}

messages::slow_policy slow_policy_of(std::string_view name) {
  using enum messages::slow_policy;
  if (name == "drop-volatile")
    return drop_volatile;
  return name == "drop-oldest" ? drop_oldest : disconnect;
}

engine_settings make_engine(
  const config::engine_options& from, const config::limit_options& limits) {
  engine_settings to;
  to.timing = {from.ping_interval, from.ping_timeout, from.upgrade_timeout};
  to.allow_upgrades = from.allow_upgrades && has(from.transports, "websocket");
  to.max_message = from.max_http_buffer_size;
  to.max_fragments = limits.fragments;
  to.packets_per_payload = limits.packets_per_payload;
  to.queue = {
    from.send_queue_bytes, from.send_queue_packets, from.volatile_queue_bytes,
    from.send_timeout};
  to.slow_client = slow_policy_of(from.slow_client);
  to.inflow = {
    limits.events_per_second, limits.events_burst, limits.bytes_per_second,
    limits.rate_patience};
  to.cookie = from.cookie;
  to.cookie_attributes = cookie_attributes(from);
  to.initial_packet = from.initial_packet;
  to.keep_headers = from.keep_headers;
  if (from.http_compression)
    to.http_compression_from = from.http_compression_threshold;
  to.deflate = {from.per_message_deflate, from.per_message_deflate_threshold};
  return to;
}

net::engine_endpoint make_endpoint(
  const config::engine_options& from, const net::engine_hooks* hooks) {
  net::engine_endpoint to;
  to.path = from.path;
  to.transports = {
    has(from.transports, "polling"), has(from.transports, "websocket"),
    from.allow_eio3};
  to.max_body = from.max_http_buffer_size;
  to.hooks = hooks;
  to.also_bare = !from.add_trailing_slash;
  return to;
}

client_settings make_client(const config::options& from) {
  client_settings to;
  to.limits.json = {from.limits.json_depth, from.limits.json_nodes};
  to.limits.arguments = from.limits.arguments;
  to.limits.attachments = from.limits.attachments;
  to.limits.name_bytes = from.limits.name_bytes;
  to.max_bytes = from.engine.max_http_buffer_size;
  to.max_namespaces = from.socketio.max_namespaces;
  to.max_rooms = from.limits.rooms_per_socket;
  to.max_acks = from.limits.pending_acks;
  to.connects_per_second = from.limits.connects_per_second;
  to.failed_auth_per_minute = from.limits.failed_auth_per_minute;
  to.connect_timeout = from.socketio.connect_timeout;
  to.skip_middlewares = from.recovery.skip_middlewares;
  return to;
}

recovery_settings make_recovery(const config::options& from) {
  const auto& chosen = from.recovery;
  recovery_settings to;
  to.duration = chosen.max_disconnection_duration;
  to.sessions = chosen.sessions;
  to.logs = {
    chosen.room_packets, chosen.room_bytes,
    to.duration + from.engine.ping_interval + from.engine.ping_timeout};
  return to;
}

recovery::surroundings make_recoveries(
  const config::options& from, const session_settings& sessions,
  messages::offset_source& offsets) {
  using place = recovery::place;
  recovery::surroundings made;
  made.settings = make_recovery(from);
  made.node = sessions.node;
  made.offsets = &offsets;
  made.make_pid = [&ids = sessions.ids](place at) {
    return ids.make_sid({at.node, static_cast<std::uint8_t>(at.thread)});
  };
  made.place_of =
    [&ids = sessions.ids](std::string_view id) -> std::optional<place> {
    const auto at = ids.place_of(id);
    return at ? std::optional{place{at->node, at->thread}} : std::nullopt;
  };
  return made;
}

void keep_sessions(
  std::vector<std::unique_ptr<session_context>>& threads,
  recovery::surroundings& around) {
  if (threads.empty() || !threads.front()->settings.app->recovers_any())
    return;
  for (auto& each : threads) {
    each->recovery_here = std::make_unique<recovery>(each->thread, around);
    around.threads.push_back(each->recovery_here.get());
  }
}

unsigned thread_count(const config::options& options) {
  if (options.threads > 0)
    return options.threads;
  return std::clamp(std::thread::hardware_concurrency(), 1U, 256U);
}

net::site_rules
make_rules(const config::cors_options& cors, const config::limit_options& of) {
  return {cors, of, net::proxy_trust{of.trusted_proxies}};
}

void lift_rates(config::limit_options& of) {
  of.events_per_second = 0;
  of.bytes_per_second = 0;
  of.connects_per_second = 0;
  of.connections_per_address = 0;
  of.handshakes_per_second = 0;
  of.handshakes_per_second_per_address = 0;
  of.failed_auth_per_minute = 0;
}

config::options lift_quotas(config::options options) {
  constexpr auto none = std::numeric_limits<std::size_t>::max();
  auto& limits = options.limits;
  if (limits.queued_bytes == 0)
    limits.queued_bytes = config::usable_memory() / 4;
  if (limits.enabled)
    return options;
  lift_rates(limits);
  limits.queued_bytes = none;
  limits.connections = none;
  limits.requests_per_connection = none;
  limits.rooms_per_socket = none;
  options.socketio.max_namespaces = none;
  return options;
}

} // namespace troupe::actors
