#pragma once

#include "troupe/broadcast_operator.hpp"
#include "troupe/fwd.hpp"
#include "troupe/typed_event.hpp"
#include "troupe/value.hpp"

#include <chrono>
#include <functional>
#include <string_view>
#include <vector>

namespace troupe {

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
  template <typed_event E, class... Ts>
  requires emits<E, Ts...> //
    pending_ack emit_with_ack(const Ts&... arguments)
  const { return {to_, make_typed_event<E>(arguments...), timeout_}; }

private:
  friend class socket;
  timed_emitter(actors::socket_context& to, std::chrono::milliseconds timeout)
    : to_{to}
    , timeout_{timeout} {}

  actors::socket_context& to_;
  std::chrono::milliseconds timeout_;
};

/// What `socket.volatile_()` and `socket.compress(false)` give: emits that are
/// dropped if they cannot leave at once, or not compressed.
class socket_emitter {
public:
  template <class... Ts>
  void emit(std::string_view event, const Ts&... arguments) const {
    say(make_event(event, arguments...));
  }
  template <typed_event E, class... Ts>
  requires emits<E, Ts...>
  void emit(const Ts&... arguments) const {
    say(make_typed_event<E>(arguments...));
  }
  template <class... Ts>
  void send(const Ts&... arguments) const {
    emit("message", arguments...);
  }
  void say(const arguments_writer& event) const;

  socket_emitter volatile_() const;
  socket_emitter compress(bool wanted) const;

  /// To others, in the same way.
  broadcast_operator to(const rooms& in) const { return broadcast().to(in); }
  broadcast_operator in(const rooms& in) const { return to(in); }
  broadcast_operator except(const rooms& out) const {
    return broadcast().except(out);
  }
  broadcast_operator local() const { return broadcast().local(); }
  broadcast_operator broadcast() const { return others_; }

private:
  friend class socket;
  socket_emitter(actors::socket_context& to, broadcast_operator others)
    : to_{to}
    , others_{std::move(others)} {}

  actors::socket_context& to_;
  broadcast_operator others_;
  bool volatile_flag_ = false;
  bool compress_ = true;
};

} // namespace troupe
