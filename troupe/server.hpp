#pragma once

#include "config/options.hpp"
#include "troupe/broadcast_operator.hpp"
#include "troupe/engine.hpp"
#include "troupe/http.hpp"
#include "troupe/nsp.hpp"
#include "troupe/server_event.hpp"
#include "troupe/socket.hpp"
#include "troupe/user.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::config {
struct loaded;
} // namespace troupe::config

namespace troupe {

/// A Socket.IO server; `io` by convention. Speaks for the main namespace.
///
///     troupe::server io{options};
///     io.on_connection([](troupe::socket& socket) { … });
///     return io.run();
class server {
public:
  /// Exit codes of `run`.
  static constexpr int ended = 0;
  static constexpr int gave_up = 70; ///< EX_SOFTWARE: actors kept crashing

  explicit server(config::options opts = {});
  ~server();
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  /// The namespace `name`; made if there is none, before the server listens.
  nsp& of(const std::string& name);
  /// A family of namespaces that are made on demand: those whose whole name
  /// matches, or for which `has` says so. `has` is called in several threads at
  /// once, with the client's `auth`. Where no client asks, as for `within`,
  /// that is not there (`!auth`): go by the name alone.
  nsp& of(const std::regex& names);
  nsp& of(std::function<bool(std::string_view name, const value& auth)> has);
  /// Calls `f` with each such namespace when it is made on this node, in a
  /// thread of the server. Before the server listens.
  server& on_new_namespace(std::function<void(const std::string& name)> f);
  /// All of the namespace `name`, which may be one made on demand; throws
  /// `std::invalid_argument` if there can be none. From any thread.
  broadcast_operator within(const std::string& name) const;
  /// A bare Engine.IO server at `opts.path`, on the same port.
  troupe::engine& add_engine(config::engine_options opts);
  /// The Engine.IO server that Socket.IO runs on: for its hooks.
  troupe::engine& engine() noexcept;
  /// Calls `f`, the last one set, with each request whose path belongs to no
  /// engine, before the static files are looked at; its body has come in, up to
  /// `engine.max_http_buffer_size` (more gives 413). On the request's I/O
  /// thread, concurrently; must not block. Upgrades do not come by.
  server& on_request(std::function<void(const http_request&, http_response)> f);

  // For the main namespace, as `of("/")` has it.
  server& use(std::function<void(socket&, next)> f);
  server& on_connection(std::function<void(socket&)> f);
  broadcast_operator to(const rooms& in) const { return main().to(in); }
  broadcast_operator in(const rooms& in) const { return main().to(in); }
  broadcast_operator except(const rooms& out) const {
    return main().except(out);
  }
  broadcast_operator local() const { return main().local(); }
  broadcast_operator volatile_() const { return main().volatile_(); }
  broadcast_operator compress(bool wanted) const {
    return main().compress(wanted);
  }
  broadcast_operator timeout(std::chrono::milliseconds patience) const {
    return main().timeout(patience);
  }
  template <class... Ts>
  void emit(std::string_view event, const Ts&... arguments) const {
    main().emit(event, arguments...);
  }
  template <typed_event E, class... Ts>
  requires emits<E, Ts...>
  void emit(const Ts&... arguments) const {
    main().template emit<E>(arguments...);
  }
  template <class... Ts>
  void send(const Ts&... arguments) const {
    main().send(arguments...);
  }
  template <class... Ts>
  pending_acks
  emit_with_ack(std::string_view event, const Ts&... arguments) const {
    return main().emit_with_ack(event, arguments...);
  }
  void fetch_sockets(std::function<void(const sockets_fetched&)> done) const {
    main().fetch_sockets(std::move(done));
  }
  void sockets_join(const rooms& to) const { main().sockets_join(to); }
  void sockets_leave(const rooms& from) const { main().sockets_leave(from); }
  void disconnect_sockets(bool close = false) const {
    main().disconnect_sockets(close);
  }

  /// An event for the other nodes of the cluster.
  template <class... Ts>
  void server_side_emit(std::string_view event, const Ts&... arguments) const {
    main().server_side_emit(event, arguments...);
  }
  /// The same; `.then(…)` gets one answer of each.
  template <class... Ts>
  pending_server_acks server_side_emit_with_ack(
    std::string_view event, const Ts&... arguments) const {
    return main().server_side_emit_with_ack(event, arguments...);
  }
  /// Calls `f` with such events of other nodes; before the server listens. In
  /// a thread of the server, one call at a time.
  server& on_server_event(std::string event, server_event_handler f);

  /// Calls `f` with a user whose socket has come (`online`) or gone on another
  /// node, or with that node: once per change, on each of the other nodes.
  /// Before the server listens; one call at a time, in a thread of the server.
  server&
  on_user_elsewhere(std::function<void(const user_entry&, bool online)> f);
  /// The sockets that speak for `name` (`socket.identify`), on all nodes.
  user_sockets user(const std::string& name) const;
  /// Asks each node for its users, of one room or of all; `done` gets their
  /// answers within two seconds, in a thread of the server.
  void fetch_users(
    std::optional<std::string> room,
    std::function<void(const users_answer&)> done) const;

  /// Opens the port and returns; throws `std::system_error` if it cannot, and
  /// `std::runtime_error` if the options do not fit together.
  void listen();
  /// Of the first TCP listener; 0 if there is none.
  std::uint16_t port() const;
  /// Where it listens, in the order of `options.listeners`, as
  /// `http://0.0.0.0:3001` or `unix:/path`, with the ports that it got.
  std::vector<std::string> addresses() const;
  /// Reads `tls.certificate` and `tls.key` anew, for connections to come; what
  /// `run` does on SIGHUP. False, and nothing has changed, if they are not
  /// usable. Blocks: not in a handler.
  bool reload_certificates();
  /// Takes over what of `next` a server at work can change: the options whose
  /// documentation says that they are read anew on SIGHUP. What is in force
  /// already stays, as do the other options; the log names both (`reloaded`,
  /// `reload-needs-restart`). Limits hold for live connections from their next
  /// request or packet on. False, and nothing has changed, if the certificates
  /// are not usable. Blocks: not in a handler. Throws `std::logic_error` before
  /// the server listens.
  bool reload(const config::options& next);
  /// Where `run` has options from on SIGHUP, before the server listens. Called
  /// in the thread of `run`; what comes with errors changes nothing. Without
  /// it, SIGHUP reloads certificates alone.
  server& reload_from(std::function<config::loaded()> source);
  /// `listen` if need be, then waits for SIGINT, SIGTERM or `close`, and ends
  /// in order. SIGUSR1 writes the actor tree to the log, SIGHUP reloads
  /// options and certificates and opens the log's file anew. `on_listening` is
  /// called in between; signals are caught by then. Returns the exit code.
  int run(const std::function<void()>& on_listening = {});
  /// Ends in order: sockets hear "server shutting down", clients reconnect.
  /// Returns when all has ended, which takes `node.drain_timeout` and some
  /// seconds at most. From any thread but those of the server: in a handler it
  /// throws `std::logic_error`.
  void close();

private:
  nsp& main() const;

  std::unique_ptr<detail::core> core_;
};

} // namespace troupe
