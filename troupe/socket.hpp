#pragma once

#include "messages/reason.hpp"
#include "messages/rooms.hpp"
#include "troupe/ack.hpp"
#include "troupe/broadcast_operator.hpp"
#include "troupe/event_binding.hpp"
#include "troupe/fwd.hpp"
#include "troupe/handshake.hpp"
#include "troupe/user.hpp"
#include "troupe/value.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {

using disconnect_reason = messages::close_reason;
/// Names of rooms, sorted.
using room_set = messages::room_set;

/// An emit that waits for the client's reply.
class [[nodiscard]] pending_ack {
public:
  /// Runs `on_reply` with the client's arguments, or `on_timeout` if none came
  /// in time or the socket has gone. In the socket's actor.
  void then(
    std::function<void(const std::vector<value>&)> on_reply,
    std::function<void()> on_timeout = {}) &&;

private:
  friend class timed_emitter;
  pending_ack(
    actors::socket_context& to, arguments_writer event,
    std::chrono::milliseconds timeout)
    : to_{to}
    , event_{std::move(event)}
    , timeout_{timeout} {}

  actors::socket_context& to_;
  arguments_writer event_;
  std::chrono::milliseconds timeout_;
};

/// What `socket.timeout(5s)` gives: no acknowledgement without a deadline.
class timed_emitter {
public:
  template <class... Ts>
  pending_ack
  emit_with_ack(std::string_view event, const Ts&... arguments) const {
    return {to_, make_event(event, arguments...), timeout_};
  }

private:
  friend class socket;
  timed_emitter(actors::socket_context& to, std::chrono::milliseconds timeout)
    : to_{to}
    , timeout_{timeout} {}

  actors::socket_context& to_;
  std::chrono::milliseconds timeout_;
};

/// One client in one namespace.
///
/// Lives in its connection's actor: handlers get it by reference, cannot copy
/// it, and never run concurrently for one client. `[&socket]` in its own
/// handlers is safe, they end with it. Once it has gone, its calls do nothing.
class socket {
public:
  socket(const socket&) = delete;
  socket& operator=(const socket&) = delete;

  /// Public and new with every connection.
  const std::string& id() const noexcept;
  troupe::handshake handshake() const noexcept;
  /// Now, its id among them; still all there while `on_disconnecting` runs.
  room_set rooms() const;
  bool connected() const noexcept;
  /// Its client has come back (`recovery.*`): id, rooms and data are those of
  /// before, and it has been sent what it missed. Handlers are registered anew.
  bool recovered() const noexcept;
  /// Yours.
  json& data() noexcept;

  /// Calls `f` on each `event`; its own signature says what it gets
  /// (troupe/event_binding.hpp). Arguments that do not fit: `f` is not called,
  /// a line in the log says so, the connection lives on.
  template <class F>
  socket& on(std::string event, F f) {
    return add_handler(std::move(event), detail::bind_event(std::move(f)));
  }
  /// Calls `f` on every event, before the handlers of that event.
  socket& on_any(
    std::function<void(socket&, std::string_view, const std::vector<value>&)>
      f);
  /// The rooms are still there.
  socket& on_disconnecting(std::function<void(socket&, disconnect_reason)> f);
  socket& on_disconnect(std::function<void(socket&, disconnect_reason)> f);

  template <class... Ts>
  void emit(std::string_view event, const Ts&... arguments) {
    say(make_event(event, arguments...));
  }
  void say(const arguments_writer& event);
  timed_emitter timeout(std::chrono::milliseconds deadline);

  /// The members of a room, all but this one.
  broadcast_operator to(const troupe::rooms& in) const;
  broadcast_operator in(const troupe::rooms& in) const { return to(in); }
  broadcast_operator except(const troupe::rooms& out) const;
  /// All of the namespace but this one.
  broadcast_operator broadcast() const;

  void join(const troupe::rooms& to);
  void leave(const std::string& room);

  /// Tells the user registry whose socket this is.
  void identify(const std::string& user);
  /// Who is online in this namespace, or in one room of it; null if the
  /// registry does not answer.
  void list_users(
    std::optional<std::string> room,
    std::function<void(const std::vector<user_entry>*)> on_list);

  /// As `server::fetch_users` and `user_sockets::disconnect`, with the answer
  /// in this socket's actor, so that it can be told to the client.
  void fetch_users(
    std::optional<std::string> room,
    std::function<void(const users_answer&)> done);
  void disconnect_user(
    const std::string& user, bool close,
    std::function<void(const users_answer&)> done);

  /// Leaves the namespace, or ends the whole connection.
  void disconnect(bool close = false);

private:
  friend class detail::socket_events;
  struct state;
  socket(
    const detail::core& core, std::weak_ptr<actors::socket_context> context);
  ~socket();

  socket& add_handler(std::string event, detail::event_handler f);

  std::unique_ptr<state> state_;
};

} // namespace troupe
