#include "config/schema_parts.hpp"

namespace troupe::config {

namespace {

using namespace std::chrono_literals;

constexpr std::array<std::string_view, 2> transports{"polling", "websocket"};
constexpr std::array<std::string_view, 3> same_sites{"lax", "strict", "none"};
constexpr std::array<std::string_view, 3> slow_policies{
  "disconnect", "drop-volatile", "drop-oldest"};

constexpr std::array part{
  option{
    "engine.path", url_path{at<&options::engine, &engine_options::path>},
    "URL path of the server. A missing slash at the end is added."},
  option{
    "engine.transports",
    list{at<&options::engine, &engine_options::transports>, transports},
    "Transports a session may begin with."},
  option{
    "engine.add_trailing_slash",
    boolean{at<&options::engine, &engine_options::add_trailing_slash>},
    "Whether the path is matched with its slash: /socket.io/. Without, "
    "/socket.io is served too."},
  option{
    "engine.allow_eio3",
    boolean{at<&options::engine, &engine_options::allow_eio3>},
    "Whether clients of Socket.IO 2 (Engine.IO protocol 3) may connect."},
  option{
    "engine.allow_upgrades",
    boolean{at<&options::engine, &engine_options::allow_upgrades>},
    "Whether a polling session may move to WebSocket."},
  option{
    "engine.ping_interval",
    millis{at<&options::engine, &engine_options::ping_interval>, 1ms, 24h},
    "Time between two pings to a client."},
  option{
    "engine.ping_timeout",
    millis{at<&options::engine, &engine_options::ping_timeout>, 1ms, 24h},
    "Time in which a client must answer a ping."},
  option{
    "engine.upgrade_timeout",
    millis{at<&options::engine, &engine_options::upgrade_timeout>, 1ms, 1h},
    "Time in which an upgrade that was begun must be done."},
  option{
    "engine.max_http_buffer_size",
    byte_size{
      at<&options::engine, &engine_options::max_http_buffer_size>, 1, gib},
    "Largest message or POST body taken from a client."},
  option{
    "engine.cookie", text{at<&options::engine, &engine_options::cookie>},
    "Name of a cookie that carries the session id. Empty: no cookie."},
  option{
    "engine.cookie_path",
    text{at<&options::engine, &engine_options::cookie_path>},
    "Path of that cookie. Empty: none stated."},
  option{
    "engine.cookie_http_only",
    boolean{at<&options::engine, &engine_options::cookie_http_only>},
    "Whether that cookie is kept from scripts."},
  option{
    "engine.cookie_same_site",
    text{at<&options::engine, &engine_options::cookie_same_site>, same_sites},
    "Whether that cookie goes along from other sites. none needs "
    "cookie_secure."},
  option{
    "engine.cookie_secure",
    boolean{at<&options::engine, &engine_options::cookie_secure>},
    "Whether that cookie goes over TLS alone."},
  option{
    "engine.cookie_max_age",
    whole_seconds{
      at<&options::engine, &engine_options::cookie_max_age>, 0s, 8760h},
    "How long that cookie lives. 0s: as long as the browser runs."},
  option{
    "engine.initial_packet",
    text{at<&options::engine, &engine_options::initial_packet>},
    "A message sent together with the handshake. Empty: none."},
  option{
    "engine.keep_headers",
    boolean{at<&options::engine, &engine_options::keep_headers>},
    "Whether handlers can see the headers of a client's first request. "
    "Without them an idle WebSocket takes about 2.1 instead of 2.6 KB "
    "(measured with a browser's headers)."},
  option{
    "engine.http_compression",
    boolean{at<&options::engine, &engine_options::http_compression>},
    "Whether polling answers are compressed for clients that take it."},
  option{
    "engine.http_compression_threshold",
    byte_size{
      at<&options::engine, &engine_options::http_compression_threshold>, 0,
      gib},
    "Shorter polling answers are not compressed."},
  option{
    "engine.per_message_deflate",
    boolean{at<&options::engine, &engine_options::per_message_deflate>},
    "Whether WebSocket messages are compressed (RFC 7692). Costs memory and "
    "time."},
  option{
    "engine.per_message_deflate_threshold",
    byte_size{
      at<&options::engine, &engine_options::per_message_deflate_threshold>, 0,
      gib},
    "Shorter WebSocket messages are not compressed."},
  option{
    "engine.send_queue_bytes",
    byte_size{at<&options::engine, &engine_options::send_queue_bytes>, 1, gib},
    "What may wait for one slow client before it is disconnected."},
  option{
    "engine.send_queue_packets",
    amount{
      at<&options::engine, &engine_options::send_queue_packets>, 1, million},
    "Packets that may wait for one slow client before it is "
    "disconnected."},
  option{
    "engine.send_timeout",
    millis{at<&options::engine, &engine_options::send_timeout>, 0ms, 1h},
    "How long a WebSocket may take nothing of what waits for it before it is "
    "disconnected; looked at once a second. 0s: as long as it likes."},
  option{
    "engine.volatile_queue_bytes",
    byte_size{
      at<&options::engine, &engine_options::volatile_queue_bytes>, 0, gib},
    "Volatile events are not sent to a client that more than this waits for."},
  option{
    "engine.slow_client",
    text{at<&options::engine, &engine_options::slow_client>, slow_policies},
    "What becomes of an event when more waits for its client than may. "
    "disconnect: the client goes. drop-volatile: the event does, as if it "
    "were volatile. drop-oldest: the oldest events of its namespace do."},
};

} // namespace

std::span<const option> engine_schema() {
  return part;
}

} // namespace troupe::config
