#pragma once

#include "messages/slow_policy.hpp"
#include "troupe/broadcast_operator.hpp"
#include "troupe/fwd.hpp"
#include "troupe/server_event.hpp"
#include "troupe/socket.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {

using slow_policy = messages::slow_policy;

/// A namespace: what to do with the clients that connect to it.
///
/// Set up before the server listens, read-only after that. Its handlers run
/// concurrently for different clients, so what clients share belongs in an
/// actor or behind a lock of yours, not in a plain capture.
class nsp {
public:
  nsp(const nsp&) = delete;
  nsp& operator=(const nsp&) = delete;

  /// Empty for a family of namespaces that are made on demand: what is
  /// registered with it holds for each, and what is said to it is said to all
  /// that this node knows.
  const std::string& name() const noexcept { return name_; }

  /// Runs `f` on each socket that asks to come in, in the order of these
  /// calls, before `on_connection`: `join`, `data` and `identify` work already.
  nsp& use(std::function<void(socket&, next)> f);
  /// Calls `f` with each socket that connects; register its events there.
  /// Throws `std::logic_error` once the server listens.
  nsp& on_connection(std::function<void(socket&)> f);

  /// Whether its clients get back id, rooms, data and what they missed after a
  /// short disconnection; `recovery.enabled` unless this says otherwise. Throws
  /// `std::logic_error` once the server listens.
  nsp& recovery(bool enabled);

  /// What becomes of its events when more waits for a client than may
  /// (`engine.send_queue_bytes`, `engine.send_queue_packets`);
  /// `engine.slow_client` unless this says otherwise. A client that has not got
  /// an event is not recovered later. Throws `std::logic_error` once the server
  /// listens.
  nsp& slow_client(slow_policy what);

  broadcast_operator to(const rooms& in) const { return all().to(in); }
  broadcast_operator in(const rooms& in) const { return to(in); }
  broadcast_operator except(const rooms& out) const {
    return all().except(out);
  }
  broadcast_operator volatile_() const { return all().volatile_(); }
  broadcast_operator compress(bool wanted) const {
    return all().compress(wanted);
  }
  broadcast_operator local() const { return all().local(); }
  broadcast_operator timeout(std::chrono::milliseconds patience) const {
    return all().timeout(patience);
  }
  /// To every socket of the namespace. From any thread, as all that follows.
  template <class... Ts>
  void emit(std::string_view event, const Ts&... arguments) const {
    all().emit(event, arguments...);
  }
  template <typed_event E, class... Ts>
  requires emits<E, Ts...>
  void emit(const Ts&... arguments) const {
    all().template emit<E>(arguments...);
  }
  template <class... Ts>
  void send(const Ts&... arguments) const {
    all().emit("message", arguments...);
  }
  template <class... Ts>
  pending_acks
  emit_with_ack(std::string_view event, const Ts&... arguments) const {
    return all().emit_with_ack(event, arguments...);
  }
  void fetch_sockets(std::function<void(const sockets_fetched&)> done) const {
    all().fetch_sockets(std::move(done));
  }
  void sockets_join(const rooms& to) const { all().sockets_join(to); }
  void sockets_leave(const rooms& from) const { all().sockets_leave(from); }
  void disconnect_sockets(bool close = false) const {
    all().disconnect_sockets(close);
  }

  /// An event for this namespace on the other nodes of the cluster. Of a family
  /// it throws `std::logic_error`, as the two that follow do: name one.
  template <class... Ts>
  void server_side_emit(std::string_view event, const Ts&... arguments) const {
    tell_servers(make_event(event, arguments...));
  }
  /// The same; `.then(…)` gets one answer of each.
  template <class... Ts>
  pending_server_acks server_side_emit_with_ack(
    std::string_view event, const Ts&... arguments) const {
    return ask_servers(make_event(event, arguments...));
  }
  /// Calls `f` with such events of other nodes; before the server listens. In
  /// a thread of the server, one call at a time.
  nsp& on_server_event(std::string event, server_event_handler f);

private:
  friend class detail::core;
  friend class detail::socket_events;
  nsp(detail::core& core, std::string name, bool family)
    : core_{core}
    , name_{std::move(name)}
    , family_{family} {}
  void require_set_up(const char* call) const;
  void require_one(const char* call) const;
  void tell_servers(const arguments_writer& event) const;
  pending_server_acks ask_servers(arguments_writer event) const;
  broadcast_operator all() const {
    return {core_, name_, {}, {}, family_ ? this : nullptr};
  }

  detail::core& core_;
  std::string name_;
  bool family_;
  std::vector<std::function<void(socket&)>> on_connection_;
  std::optional<bool> recovery_;
  std::optional<slow_policy> slow_client_;
  std::vector<std::function<void(socket&, next)>> middlewares_;
};

} // namespace troupe
