#include "config/schema_parts.hpp"

namespace troupe::config {

namespace {

using namespace std::chrono_literals;

constexpr std::array part{
  option{
    "socketio.connect_timeout",
    millis{at<&options::socketio, &socketio_options::connect_timeout>, 1ms, 1h},
    "Time in which a new client must join a namespace."},
  option{
    "socketio.serve_client",
    boolean{at<&options::socketio, &socketio_options::serve_client>},
    "Whether to serve the client bundle below the path, as "
    "socket.io.js."},
  option{
    "socketio.max_namespaces",
    amount{
      at<&options::socketio, &socketio_options::max_namespaces>, 1, million},
    "Namespaces one connection may be in at a time."},
  option{
    "socketio.cleanup_empty_child_namespaces",
    boolean{at<
      &options::socketio, &socketio_options::cleanup_empty_child_namespaces>},
    "Whether a namespace that was made on demand goes when nobody is in it."},

  option{
    "recovery.enabled",
    boolean{at<&options::recovery, &recovery_options::enabled>},
    "Whether clients get back rooms, data and missed events after a short "
    "disconnection. Each event then carries an offset as its last argument."},
  option{
    "recovery.max_disconnection_duration",
    millis{
      at<&options::recovery, &recovery_options::max_disconnection_duration>,
      1ms, 24h},
    "How long a client may be away and still be recovered."},
  option{
    "recovery.skip_middlewares",
    boolean{at<&options::recovery, &recovery_options::skip_middlewares>},
    "Whether a recovered client passes by the middlewares of its namespace."},
  option{
    "recovery.room_packets",
    amount{at<&options::recovery, &recovery_options::room_packets>, 1, million},
    "Packets kept for each room. A client that has missed more starts anew."},
  option{
    "recovery.room_bytes",
    byte_size{at<&options::recovery, &recovery_options::room_bytes>, 1, gib},
    "Bytes kept for each room."},
  option{
    "recovery.sessions",
    amount{
      at<&options::recovery, &recovery_options::sessions>, 1, 10 * million},
    "Clients that are away and may come back, for each I/O thread."},

  option{
    "cors.origins", list{at<&options::cors, &cors_options::origins>},
    "Origins whose pages may connect; * is any, https://*.example.com any "
    "below "
    "that domain. Empty: pages of this server alone. Others are refused.",
    on_sighup},
  option{
    "cors.credentials", boolean{at<&options::cors, &cors_options::credentials>},
    "Whether those pages may send cookies.", on_sighup},
  option{
    "cors.methods", list{at<&options::cors, &cors_options::methods>},
    "Methods a preflight request is granted.", on_sighup},
  option{
    "cors.allowed_headers",
    list{at<&options::cors, &cors_options::allowed_headers>},
    "Request headers a preflight is granted. Empty: what it asks for.",
    on_sighup},
  option{
    "cors.exposed_headers",
    list{at<&options::cors, &cors_options::exposed_headers>},
    "Response headers a page may read.", on_sighup},
  option{
    "cors.max_age",
    whole_seconds{at<&options::cors, &cors_options::max_age>, 0s, 24h},
    "How long a browser may keep a preflight's answer. 0s: not stated.",
    on_sighup},
};

} // namespace

std::span<const option> socketio_schema() {
  return part;
}

} // namespace troupe::config
