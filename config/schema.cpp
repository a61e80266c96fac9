#include "config/schema.hpp"

#include <array>

namespace troupe::config {

namespace {

using namespace std::chrono_literals;
using millis = duration<std::chrono::milliseconds>;
using whole_seconds = duration<std::chrono::seconds>;
using amount = count<std::size_t>;

constexpr std::int64_t million = 1'000'000;
constexpr std::int64_t gib = 1 << 30;

constexpr std::array<std::string_view, 2> transports{"polling", "websocket"};
constexpr std::array<std::string_view, 6> levels{"trace", "debug", "info",
                                                 "warn",  "error", "off"};
constexpr std::array<std::string_view, 3> formats{"auto", "text", "json"};

/// The way from `options` to a field, member by member.
template <auto... Members>
constexpr auto at = [](auto& values) -> auto& {
  return (values.*....*Members);
};

constexpr std::array all_options{
  option{
    "name", text{at<&options::name>},
    "Name of this node, shown in each line of its log. Empty: made up at "
    "start."},
  option{"host", text{at<&options::host>}, "Address to listen on."},
  option{
    "port", count<std::uint16_t>{at<&options::port>, 0, 65'535},
    "TCP port to listen on. 0: any free one."},
  option{
    "threads", count<unsigned>{at<&options::threads>, 0, 256},
    "Threads for network and actors. 0: one per core."},

  option{
    "engine.path", url_path{at<&options::engine, &engine_options::path>},
    "URL path of the server. A missing slash at the end is added."},
  option{
    "engine.transports",
    list{at<&options::engine, &engine_options::transports>, transports},
    "Transports a session may begin with."},
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
    "cors.origins", list{at<&options::cors, &cors_options::origins>},
    "Origins whose pages may connect; * is any. Empty: no CORS headers."},
  option{
    "cors.credentials", boolean{at<&options::cors, &cors_options::credentials>},
    "Whether those pages may send cookies."},
  option{
    "cors.methods", list{at<&options::cors, &cors_options::methods>},
    "Methods a preflight request is granted."},
  option{
    "cors.allowed_headers",
    list{at<&options::cors, &cors_options::allowed_headers>},
    "Request headers a preflight is granted. Empty: what it asks for."},
  option{
    "cors.exposed_headers",
    list{at<&options::cors, &cors_options::exposed_headers>},
    "Response headers a page may read."},
  option{
    "cors.max_age",
    whole_seconds{at<&options::cors, &cors_options::max_age>, 0s, 24h},
    "How long a browser may keep a preflight's answer. 0s: not stated."},

  option{
    "limits.enabled", boolean{at<&options::limits, &limit_options::enabled>},
    "Whether rates and quotas apply. A parser's bounds always do."},
  option{
    "limits.header_bytes",
    byte_size{at<&options::limits, &limit_options::header_bytes>, 256, million},
    "Bytes of all headers of an HTTP request."},
  option{
    "limits.header_count",
    amount{at<&options::limits, &limit_options::header_count>, 1, 10'000},
    "Headers of an HTTP request."},
  option{
    "limits.request_line",
    byte_size{at<&options::limits, &limit_options::request_line>, 64, million},
    "Bytes of the first line of an HTTP request."},
  option{
    "limits.header_timeout",
    millis{at<&options::limits, &limit_options::header_timeout>, 1ms, 1h},
    "Time in which a request's headers must have arrived."},
  option{
    "limits.body_timeout",
    millis{at<&options::limits, &limit_options::body_timeout>, 1ms, 1h},
    "Time in which a request's body must have arrived."},
  option{
    "limits.idle_timeout",
    millis{at<&options::limits, &limit_options::idle_timeout>, 1ms, 1h},
    "How long an HTTP connection may stay open between requests."},
  option{
    "limits.requests_per_connection",
    amount{
      at<&options::limits, &limit_options::requests_per_connection>, 1, gib},
    "Requests answered on one HTTP connection before it is closed."},
  option{
    "limits.connections",
    amount{at<&options::limits, &limit_options::connections>, 1, 10 * million},
    "TCP connections open at a time."},
  option{
    "limits.packets_per_payload",
    amount{
      at<&options::limits, &limit_options::packets_per_payload>, 1, million},
    "Packets in one POST of a polling client."},
  option{
    "limits.json_depth",
    amount{at<&options::limits, &limit_options::json_depth>, 1, 1024},
    "How deep arrays and objects of a packet may be nested."},
  option{
    "limits.json_nodes",
    amount{at<&options::limits, &limit_options::json_nodes>, 1, 100 * million},
    "Values in a packet, counting each element and member."},
  option{
    "limits.arguments",
    amount{at<&options::limits, &limit_options::arguments>, 1, million},
    "Arguments of one event."},
  option{
    "limits.attachments",
    amount{at<&options::limits, &limit_options::attachments>, 0, million},
    "Binary attachments of one packet."},
  option{
    "limits.fragments",
    amount{at<&options::limits, &limit_options::fragments>, 1, million},
    "Frames one WebSocket message may come in."},
  option{
    "limits.rooms_per_socket",
    amount{at<&options::limits, &limit_options::rooms_per_socket>, 1, million},
    "Rooms one socket may be in at a time."},
  option{
    "limits.name_bytes",
    byte_size{at<&options::limits, &limit_options::name_bytes>, 1, 65'536},
    "Bytes in the name of an event, a room or a namespace."},

  option{
    "log.level", text{at<&options::log, &log_options::level>, levels},
    "Least important lines to write."},
  option{
    "log.format", text{at<&options::log, &log_options::format>, formats},
    "How lines are written. auto: text on a terminal, otherwise JSON."},
  option{
    "log.actor_tree_interval",
    millis{at<&options::log, &log_options::actor_tree_interval>, 0ms, 24h},
    "How often the tree of actors is logged. 0s: only on SIGUSR1."},

  option{
    "node.drain_timeout",
    millis{at<&options::node, &node_options::drain_timeout>, 0ms, 1h},
    "Time from SIGTERM until connections still open are cut."},

  option{
    "cluster.listen", text{at<&options::cluster, &cluster_options::listen>},
    "Address for the other nodes, as 127.0.0.1:4370. Empty: no cluster."},
  option{
    "cluster.advertise",
    text{at<&options::cluster, &cluster_options::advertise>},
    "Address that the other nodes dial. Empty: cluster.listen."},
  option{
    "cluster.seeds", list{at<&options::cluster, &cluster_options::seeds>},
    "Addresses of other nodes. One that answers knows the rest."},
  option{
    "cluster.dns", text{at<&options::cluster, &cluster_options::dns>},
    "Name and port whose addresses are all seeds, asked again every 5s."},
  option{
    "cluster.name", text{at<&options::cluster, &cluster_options::name>},
    "Name of the cluster. Nodes of another one are refused."},
  option{
    "cluster.cookie", text{at<&options::cluster, &cluster_options::cookie>},
    "Secret of the cluster. Nodes that do not know it are refused."},
  option{
    "cluster.cookie_file",
    text{at<&options::cluster, &cluster_options::cookie_file>},
    "File whose first line is that secret."},
  option{
    "cluster.heartbeat",
    millis{at<&options::cluster, &cluster_options::heartbeat>, 10ms, 1min},
    "How often a node says that it is there."},
  option{
    "cluster.timeout",
    millis{at<&options::cluster, &cluster_options::timeout>, 100ms, 1h},
    "A node that is silent for so long is down."},
  option{
    "cluster.queue_bytes",
    byte_size{
      at<&options::cluster, &cluster_options::queue_bytes>, million, 64 * gib},
    "What may wait for one node before the link to it is made anew."},
  option{
    "cluster.certificate",
    text{at<&options::cluster, &cluster_options::certificate>},
    "PEM file of this node for TLS between nodes, with key and ca."},
  option{
    "cluster.key", text{at<&options::cluster, &cluster_options::key>},
    "PEM file of its key."},
  option{
    "cluster.ca", text{at<&options::cluster, &cluster_options::ca>},
    "PEM file of the authority that all nodes' certificates are from."},

  option{
    "web.directory", text{at<&options::web, &web_options::directory>},
    "Folder of the page at /. Empty: the page that comes with Troupe."},
  option{
    "web.enabled", boolean{at<&options::web, &web_options::enabled>},
    "Whether to serve that page."},

  option{
    "chat.test_events", boolean{at<&options::chat, &chat_options::test_events>},
    "Whether the chat answers the events echo, noop and flood, for tests "
    "and benchmarks."},
};

constexpr std::array<section, 10> all_sections{{
  {"", "Server"},
  {"engine", "Engine.IO: transports, heartbeat, queues"},
  {"socketio", "Socket.IO"},
  {"cors", "Access from pages of other origins"},
  {"limits", "What one client may cost"},
  {"log", "Log, on standard error"},
  {"node", "Start and stop"},
  {"cluster", "Cluster: the nodes that are one server together"},
  {"web", "The page at /"},
  {"chat", "The chat application"},
}};

} // namespace

std::span<const option> schema() {
  return all_options;
}

std::span<const section> sections() {
  return all_sections;
}

} // namespace troupe::config
