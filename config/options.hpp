#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// Everything that can be set about a server, as plain values.
///
/// The defaults are Socket.IO's where it has one. How a value gets here (file,
/// environment, flags), its range and its documentation: `config/schema.hpp`.
namespace troupe::config {

struct engine_options {
  std::string path = "/socket.io/"; ///< URL prefix, ends in a slash
  std::vector<std::string> transports{"polling", "websocket"};
  bool add_trailing_slash = true; ///< false = `/socket.io` is served too
  bool allow_eio3 = false;        ///< clients of Socket.IO 2
  bool allow_upgrades = true;     ///< polling → websocket
  std::chrono::milliseconds ping_interval{25'000};
  std::chrono::milliseconds ping_timeout{20'000};
  std::chrono::milliseconds upgrade_timeout{10'000};
  std::size_t max_http_buffer_size = 1'000'000; ///< bytes of a message or POST
  std::string cookie;            ///< cookie's name, empty = no cookie
  std::string cookie_path = "/"; ///< empty = not stated
  bool cookie_http_only = true;
  std::string cookie_same_site = "lax"; ///< lax strict none
  bool cookie_secure = false;
  std::chrono::seconds cookie_max_age{0}; ///< 0 = until the browser ends
  std::string initial_packet; ///< a message with the handshake, empty = none
  bool keep_headers = true;   ///< of the first request, for handlers
  bool http_compression = true;
  std::size_t http_compression_threshold = 1024; ///< bytes
  bool per_message_deflate = false;
  std::size_t per_message_deflate_threshold = 1024; ///< bytes
  std::size_t send_queue_bytes = 1 << 20;           ///< per connection
  std::size_t send_queue_packets = 1024;            ///< per connection
  std::chrono::milliseconds send_timeout{10'000}; ///< without progress, 0 = any
  std::size_t volatile_queue_bytes = 64 << 10; ///< volatile ones go above that
  std::string slow_client = "disconnect";      ///< drop-volatile drop-oldest
};

struct socketio_options {
  std::chrono::milliseconds connect_timeout{45'000};
  bool serve_client = true;        ///< `<path>/socket.io.js` and its siblings
  std::size_t max_namespaces = 64; ///< per connection
  /// Whether namespaces made on demand end with their last socket.
  bool cleanup_empty_child_namespaces = false;
};

/// Clients that come back after a short disconnection get what they missed.
struct recovery_options {
  bool enabled = false;
  std::chrono::milliseconds max_disconnection_duration{120'000};
  bool skip_middlewares = true;
  std::size_t room_packets = 4096;  ///< kept per room and I/O thread
  std::size_t room_bytes = 4 << 20; ///< kept per room and I/O thread
  std::size_t sessions = 100'000;   ///< that are away, per I/O thread
};

/// What `https://` listeners show.
struct tls_options {
  std::string certificate; ///< PEM file, the whole chain
  std::string key;         ///< PEM file
  std::string min_version = "1.2";
};

struct cors_options {
  std::vector<std::string> origins; ///< `*` = any; empty = our own pages
  bool credentials = false;
  std::vector<std::string> methods{"GET",   "HEAD", "PUT",
                                   "PATCH", "POST", "DELETE"};
  std::vector<std::string> allowed_headers; ///< empty = what the request asks
  std::vector<std::string> exposed_headers;
  std::chrono::seconds max_age{0}; ///< 0 = header left out
};

/// Who clients are, by tokens that somebody else has signed (JWT).
struct auth_options {
  std::string mode = "none";       ///< none jwt
  std::vector<std::string> keys;   ///< as `parse_auth_key` reads them
  std::string audience;            ///< empty = not looked at
  std::string issuer;              ///< likewise
  std::string user_claim = "sub";  ///< that has the user's name
  std::chrono::seconds leeway{30}; ///< between the clocks
  std::chrono::seconds notice{60}; ///< before the end, 0 = none
  bool query_token = false;        ///< `?token=` will do
};

/// Bounds on what one client may cost. `enabled = false` lifts rates and
/// quotas (for benchmarks); bounds of a parser always hold.
struct limit_options {
  bool enabled = true;
  std::size_t header_bytes = 8192;
  std::size_t header_count = 100;
  std::size_t request_line = 4096;
  std::chrono::milliseconds header_timeout{10'000};
  std::chrono::milliseconds body_timeout{20'000};
  std::chrono::milliseconds idle_timeout{15'000}; ///< HTTP keep-alive
  std::size_t requests_per_connection = 1000;
  std::size_t connections = 100'000;
  std::size_t packets_per_payload = 1000;
  std::size_t json_depth = 64;
  std::size_t json_nodes = 100'000;
  std::size_t arguments = 1000; ///< of one event
  std::size_t attachments = 10; ///< of one packet
  std::size_t fragments = 1024; ///< of one WebSocket message
  std::size_t rooms_per_socket = 128;
  std::size_t name_bytes = 255;    ///< of an event, a room, a namespace
  std::size_t pending_acks = 1000; ///< of a socket

  // Rates and what is counted by address; 0 = no bound.
  std::size_t events_per_second = 0; ///< of a connection
  std::size_t events_burst = 200;
  std::size_t bytes_per_second = 0; ///< of a connection
  std::chrono::milliseconds rate_patience{0};
  std::size_t connects_per_second = 0; ///< to namespaces, of a session
  std::size_t connections_per_address = 0;
  std::size_t handshakes_per_second = 0; ///< of all addresses
  std::size_t handshakes_per_second_per_address = 0;
  std::size_t handshakes_burst_per_address = 100;
  std::size_t failed_auth_per_minute = 0; ///< of an address
  /// `10.0.0.0/8` or `unix`: whose X-Forwarded-For is believed.
  std::vector<std::string> trusted_proxies;
  /// That wait for all clients together; 0 = a quarter of the memory there is.
  std::size_t queued_bytes = 0;
  /// Of broadcasts on their way to the sockets.
  std::size_t undelivered_bytes = 64 << 20;
};

struct log_options {
  std::string level = "info";  ///< trace debug info warn error off
  std::string format = "auto"; ///< auto = text on a terminal, else json
  std::string trace; ///< `sid:…`, `room:…` or `user:…`; empty = nothing
  std::string file;  ///< empty = standard error
  std::size_t file_bytes = 64 << 20; ///< of one file, then the next
  std::size_t files = 4;             ///< older ones that are kept
  unsigned lines_per_second = 1000;  ///< of one event, 0 = no bound
  std::chrono::milliseconds actor_tree_interval{0}; ///< 0 = on SIGUSR1 only
  std::size_t actor_tree_top = 20; ///< actors of a kind that are named
};

/// Metrics and health, for whoever watches the server.
struct http_options {
  std::string internal; ///< `port`, `host:port` or `public`; empty = not served
};

/// What `troupe ctl` speaks to.
struct ctl_options {
  std::string socket; ///< a path, or `auto`; empty = not served
};

struct node_options {
  std::chrono::milliseconds drain_timeout{8'000}; ///< from SIGTERM to the end
  /// An I/O thread that a handler holds up for longer ends the process; 0 =
  /// none does.
  std::chrono::seconds stuck_timeout{0};
};

/// The nodes that are one server together. Without `listen` there is but one.
struct cluster_options {
  std::string listen;             ///< host:port for the other nodes
  std::string advertise;          ///< host:port they dial, empty = `listen`
  std::vector<std::string> seeds; ///< host:port of others
  std::string dns;                ///< name:port, all its addresses are seeds
  std::string name = "troupe";    ///< of the cluster
  std::string cookie;             ///< secret that its nodes share
  std::string cookie_file;        ///< the same, first line of a file
  std::chrono::milliseconds heartbeat{500};
  std::chrono::milliseconds timeout{3000}; ///< silent for so long = down
  std::size_t queue_bytes = 64 << 20;      ///< that may wait for one node
  std::string certificate;                 ///< PEM files; all three = TLS
  std::string key;
  std::string ca;
};

struct web_options {
  std::string directory; ///< the page at `/`; empty = the one built with us
  bool enabled = true;
};

struct chat_options {
  bool test_events = false; ///< `echo`, `noop`, `flood`
};

/// One server's settings; a value, read-only once the server listens.
struct options {
  std::string name; ///< of this node, empty = made up at start
  std::string host = "0.0.0.0";
  std::uint16_t port = 3001; ///< 0 = any free one
  /// `http://host:port`, `https://host:port` or `unix:/path`, instead of host
  /// and port.
  std::vector<std::string> listeners;
  unsigned threads = 0; ///< I/O threads, 0 = one per core
  tls_options tls;
  engine_options engine;
  socketio_options socketio;
  recovery_options recovery;
  cors_options cors;
  auth_options auth;
  limit_options limits;
  log_options log;
  http_options http;
  ctl_options ctl;
  node_options node;
  cluster_options cluster;
  web_options web;
  chat_options chat;
};

} // namespace troupe::config
