#pragma once

#include "messages/reason.hpp"
#include "messages/rooms.hpp"
#include "troupe/ack.hpp"
#include "troupe/broadcast_operator.hpp"
#include "troupe/emitter.hpp"
#include "troupe/event_binding.hpp"
#include "troupe/fwd.hpp"
#include "troupe/handshake.hpp"
#include "troupe/middleware.hpp"
#include "troupe/remote_socket.hpp"
#include "troupe/typed_event.hpp"
#include "troupe/user.hpp"
#include "troupe/value.hpp"

#include <chrono>
#include <concepts>
#include <cstdint>
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

/// Names a handler that was added, to remove it again.
enum class handler_id : std::uint32_t {};

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
  const std::string& nsp_name() const noexcept;
  troupe::handshake handshake() const noexcept;
  /// Now, its id among them; still all there while `on_disconnecting` runs.
  room_set rooms() const;
  bool connected() const noexcept;
  /// Its client has come back (`recovery.*`): id, rooms and data are those of
  /// before, and it has been sent what it missed. Handlers are registered anew.
  bool recovered() const noexcept;
  /// Yours.
  json& data() noexcept;

  /// Keep this one beyond the handler: it is good in any thread.
  remote_socket ref() const;

  using any_handler =
    std::function<void(socket&, std::string_view, const std::vector<value>&)>;
  using end_handler =
    std::function<void(socket&, disconnect_reason, std::string_view detail)>;

  /// Calls `f` on each `event`; its own signature says what it gets
  /// (troupe/event_binding.hpp). Arguments that do not fit: `f` is not called,
  /// a line in the log says so, the connection lives on.
  template <class F>
  socket& on(std::string event, F f) {
    add_handler(std::move(event), detail::bind_event(std::move(f)), false);
    return *this;
  }
  template <typed_event E, handler_of<E> F>
  socket& on(F f) {
    return on(std::string{E::name}, std::move(f));
  }
  /// The next time alone.
  template <class F>
  socket& once(std::string event, F f) {
    add_handler(std::move(event), detail::bind_event(std::move(f)), true);
    return *this;
  }
  template <typed_event E, handler_of<E> F>
  socket& once(F f) {
    return once(std::string{E::name}, std::move(f));
  }
  /// As `on`, with a name for `off`.
  template <class F>
  handler_id add_listener(std::string event, F f) {
    return add_handler(
      std::move(event), detail::bind_event(std::move(f)), false);
  }
  /// Removes a handler; all of an event; all of all events.
  socket& off(handler_id which);
  socket& off(std::string_view event);
  socket& off();
  /// Of those that have handlers.
  std::vector<std::string> event_names() const;

  /// Calls `f` on every event, before middlewares and handlers; `prepend_any`:
  /// before the others that are called on every event.
  handler_id on_any(any_handler f);
  handler_id prepend_any(any_handler f);
  socket& off_any(std::optional<handler_id> which = {});
  /// Calls `f` on every event that leaves for this client, broadcasts included;
  /// acknowledgements are no events.
  handler_id on_any_outgoing(any_handler f);
  handler_id prepend_any_outgoing(any_handler f);
  socket& off_any_outgoing(std::optional<handler_id> which = {});

  /// Runs `f` on every event that comes, before its handlers; what it refuses
  /// goes to `on_error` instead.
  socket& use(std::function<void(socket&, packet&, next)> f);
  /// What a middleware refused, or the client did against the protocol.
  socket& on_error(std::function<void(socket&, const connect_error&)> f);

  /// The rooms are still there. `f` may take the reason alone, or a detail for
  /// humans too: which limit, what exactly.
  template <std::invocable<socket&, disconnect_reason> F>
  socket& on_disconnecting(F f) {
    return on_disconnecting(with_detail(std::move(f)));
  }
  socket& on_disconnecting(end_handler f);
  template <std::invocable<socket&, disconnect_reason> F>
  socket& on_disconnect(F f) {
    return on_disconnect(with_detail(std::move(f)));
  }
  socket& on_disconnect(end_handler f);

  template <class... Ts>
  void emit(std::string_view event, const Ts&... arguments) {
    say(make_event(event, arguments...));
  }
  template <typed_event E, class... Ts>
  requires emits<E, Ts...>
  void emit(const Ts&... arguments) { say(make_typed_event<E>(arguments...)); }
  /// The event "message".
  template <class... Ts>
  void send(const Ts&... arguments) {
    emit("message", arguments...);
  }
  void say(const arguments_writer& event);
  timed_emitter timeout(std::chrono::milliseconds deadline);
  socket_emitter volatile_();
  /// `compress(false)` sends as it is what would be compressed else
  /// (`engine.per_message_deflate`, `engine.http_compression`).
  socket_emitter compress(bool wanted);

  /// The members of a room, all but this one.
  broadcast_operator to(const troupe::rooms& in) const;
  broadcast_operator in(const troupe::rooms& in) const { return to(in); }
  broadcast_operator except(const troupe::rooms& out) const;
  /// Those of this node, but this one.
  broadcast_operator local() const;
  /// All of the namespace but this one.
  broadcast_operator broadcast() const;
  /// All of the namespace.
  broadcast_operator nsp() const;

  void join(const troupe::rooms& to);
  /// Joins a room whose name its client has chosen. As in Socket.IO what is
  /// said to a socket's id goes to that socket and to all that `join` a room of
  /// that name; so this one refuses ids, and is false if it has.
  bool join_chosen(const std::string& room);
  void leave(const troupe::rooms& from);

  /// Who its client is, by the token that it has shown (`auth.mode = "jwt"`);
  /// empty if it did not have to. Ends with the socket or a fresh token.
  std::string_view user() const noexcept;
  /// All that the token says; null if there is none.
  json claims() const;
  /// Tells the user registry whose socket this is. One whose token says so
  /// stays that user's: this does nothing then.
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

  template <class F>
  static end_handler with_detail(F f) {
    return [f = std::move(f)](
             socket& self, disconnect_reason why, std::string_view) mutable {
      f(self, why);
    };
  }
  handler_id add_handler(std::string event, detail::event_handler f, bool once);

  std::unique_ptr<state> state_;
};

} // namespace troupe
