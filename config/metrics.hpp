#pragma once

#include "config/metric.hpp"

#include <string>

/// What a node counts, for Prometheus: `docs/metrics.md` tells what each means.
///
/// Of the whole process, as the log is: several servers in one share them.
/// Counting is for any thread and costs a load and a store of memory that the
/// thread alone writes to. Each stands in the cells behind the one before; a
/// new one belongs into `all` of metrics.cpp as well.
namespace troupe::metrics {

/// Nanoseconds, shown in seconds.
struct handler_times {
  static constexpr double per_unit = 1e9;
  static constexpr std::array<std::uint64_t, 12> bounds{
    10'000,      50'000,      100'000,       500'000,
    1'000'000,   5'000'000,   10'000'000,    50'000'000,
    100'000'000, 500'000'000, 1'000'000'000, 5'000'000'000};
};

struct round_trip_times {
  static constexpr double per_unit = 1e9;
  static constexpr std::array<std::uint64_t, 13> bounds{
    1'000'000,     2'500'000,     5'000'000,     10'000'000,  25'000'000,
    50'000'000,    100'000'000,   250'000'000,   500'000'000, 1'000'000'000,
    2'500'000'000, 5'000'000'000, 10'000'000'000};
};

struct audiences {
  static constexpr double per_unit = 1;
  static constexpr std::array<std::uint64_t, 13> bounds{
    1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10'000};
};

// Engine.IO.

inline constexpr gauge<transport> engine_connections{
  0, "troupe_engine_connections", "Open Engine.IO sessions."};
inline constexpr counter<> engine_handshakes{
  engine_connections.end(), "troupe_engine_handshakes_total",
  "Engine.IO sessions that were opened."};
inline constexpr counter<rejection> engine_rejections{
  engine_handshakes.end(), "troupe_engine_handshake_rejections_total",
  "Requests to an engine, and TCP connections, that were refused."};
inline constexpr counter<close_reason> engine_disconnects{
  engine_rejections.end(), "troupe_engine_disconnects_total",
  "Engine.IO sessions that have ended."};
inline constexpr counter<upgrade_result> engine_upgrades{
  engine_disconnects.end(), "troupe_engine_upgrades_total",
  "Attempts to go from polling to WebSocket."};
inline constexpr counter<direction, transport> engine_packets{
  engine_upgrades.end(), "troupe_engine_packets_total",
  "Engine.IO packets received and written."};
inline constexpr counter<direction, transport> engine_bytes{
  engine_packets.end(), "troupe_engine_bytes_total",
  "Bytes of Engine.IO packets received and written."};
inline constexpr gauge<> engine_send_queue{
  engine_bytes.end(), "troupe_engine_send_queue_bytes",
  "Bytes that wait for clients which take no more, or have not polled."};
inline constexpr counter<policy> engine_backpressure{
  engine_send_queue.end(), "troupe_engine_backpressure_total",
  "Times that a client was too slow for what was sent to it."};
inline constexpr counter<slow_cause> engine_slow_clients{
  engine_backpressure.end(), "troupe_engine_slow_clients_total",
  "Sessions that were ended since their client was too slow."};
inline constexpr gauge<> engine_overloaded{
  engine_slow_clients.end(), "troupe_engine_overloaded",
  "1 while new sessions are refused, since too much waits for clients."};
inline constexpr histogram<round_trip_times> engine_pong_rtt{
  engine_overloaded.end(), "troupe_engine_pong_rtt_seconds",
  "Time from a ping to its pong."};

inline constexpr counter<> engine_throttled{
  engine_pong_rtt.end(), "troupe_engine_throttled_total",
  "Times that a client was above its rates and had to wait."};

// Socket.IO.

inline constexpr gauge<nsp_label> sockets{
  engine_throttled.end(), "troupe_sockets", "Connected sockets."};
inline constexpr gauge<nsp_label> rooms{
  sockets.end(), "troupe_rooms", "Rooms that have members on this node."};
inline constexpr counter<nsp_label, direction> events{
  rooms.end(), "troupe_events_total",
  "Events from sockets, and to each socket."};
inline constexpr histogram<handler_times, nsp_label> event_handler{
  events.end(), "troupe_event_handler_seconds",
  "Time that the handlers of an event took."};
inline constexpr histogram<round_trip_times, nsp_label> acks{
  event_handler.end(), "troupe_ack_seconds",
  "Time from an event to its acknowledgement by the client."};
inline constexpr counter<nsp_label> ack_timeouts{
  acks.end(), "troupe_ack_timeouts_total",
  "Acknowledgements that did not come in time."};
inline constexpr counter<token_result> tokens{
  ack_timeouts.end(), "troupe_tokens_total", "Tokens that clients have shown."};
inline constexpr histogram<audiences> broadcast_fanout{
  tokens.end(), "troupe_broadcast_fanout_sockets",
  "Sockets of one I/O thread that a broadcast reached."};
inline constexpr counter<> broadcasts_dropped{
  broadcast_fanout.end(), "troupe_broadcasts_dropped_total",
  "Broadcasts that were dropped, since too many were on their way."};
inline constexpr gauge<> recovery_sessions{
  broadcasts_dropped.end(), "troupe_recovery_sessions",
  "Sockets whose client is away and may come back."};
inline constexpr counter<recovery_result> recovery_attempts{
  recovery_sessions.end(), "troupe_recovery_attempts_total",
  "Clients that asked for the session they had."};

// The cluster.

inline constexpr counter<forwarded, forward_result> forwarded_requests{
  recovery_attempts.end(), "troupe_forwarded_requests_total",
  "Requests that came here and whose session lives on another node."};
inline constexpr gauge<node_state> cluster_nodes{
  forwarded_requests.end(), "troupe_cluster_nodes",
  "Other nodes, by whether there is a link to them."};
inline constexpr counter<direction> cluster_messages{
  cluster_nodes.end(), "troupe_cluster_messages_total",
  "Messages from and to other nodes."};
inline constexpr counter<direction> cluster_bytes{
  cluster_messages.end(), "troupe_cluster_bytes_total",
  "Bytes of messages from and to other nodes."};

// The process.

inline constexpr gauge<actor_kind> actors{
  cluster_bytes.end(), "troupe_actors", "Living actors."};
inline constexpr gauge<actor_kind> actor_mailboxes{
  actors.end(), "troupe_actor_mailbox_messages",
  "Messages that wait in mailboxes, as each actor found them last."};
inline constexpr counter<actor_kind> actor_restarts{
  actor_mailboxes.end(), "troupe_actor_restarts_total",
  "Actors that were started anew after a crash."};
inline constexpr gauge<> http_connections{
  actor_restarts.end(), "troupe_http_connections",
  "Open connections of clients: HTTP and WebSocket."};
inline constexpr counter<> thread_stalls{
  http_connections.end(), "troupe_thread_stalls_total",
  "Times that an I/O thread was held up for 5 s."};

/// The first slot that is free.
inline constexpr slot slots = thread_stalls.end();
static_assert(slots <= cell_slots);

/// All metrics in the order in which they are written, but those that are asked
/// for when they are: the log's, the process's.
std::span<const description> descriptions();

/// The answer to `GET /metrics`: Prometheus's text format 0.0.4. Any thread;
/// takes well under a millisecond and reads `/proc/self`.
std::string exposition();

} // namespace troupe::metrics
