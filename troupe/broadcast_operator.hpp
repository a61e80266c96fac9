#pragma once

#include "messages/gathered.hpp"
#include "messages/slot.hpp"
#include "troupe/fwd.hpp"
#include "troupe/typed_event.hpp"
#include "troupe/value.hpp"

#include <chrono>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {

/// One or more room names: `"lobby"` or `{"lobby", "staff"}`.
class rooms {
public:
  rooms(const char* name)
    : names_{name} {}
  rooms(std::string name)
    : names_{std::move(name)} {}
  rooms(std::vector<std::string> names)
    : names_{std::move(names)} {}
  rooms(std::initializer_list<std::string> names)
    : names_{names} {}
  const std::vector<std::string>& names() const noexcept { return names_; }

private:
  std::vector<std::string> names_;
};

/// What many clients answered.
struct broadcast_answers {
  std::vector<value> answers; ///< the first argument of each, as they came
  std::size_t clients = 0;    ///< how many were asked
  /// Names of nodes that did not answer: of their clients nothing is known.
  std::vector<std::string> missing;

  /// Everybody has answered.
  bool complete() const noexcept {
    return missing.empty() && answers.size() >= clients;
  }
};

/// The sockets of all nodes but those named in `missing`.
struct sockets_fetched {
  std::vector<remote_socket> sockets;
  std::vector<std::string> missing;
};

/// An emit to many that waits for their replies.
class [[nodiscard]] pending_acks {
public:
  /// `done` gets the answers once all have answered or the time is over:
  /// whatever has come by then. Where it runs: `broadcast_operator`.
  void then(std::function<void(const broadcast_answers&)> done) &&;

private:
  friend class broadcast_operator;
  using asking =
    std::function<void(std::function<void(const messages::gathered&)>)>;
  explicit pending_acks(asking ask)
    : ask_{std::move(ask)} {}

  asking ask_;
};

/// Picks sockets of one namespace, on all nodes, then says something to all of
/// them, or wants something of them.
///
/// A value: each call returns a changed copy, so it may be stored and used
/// again, from any thread. What is said, wanted and joined through one thread's
/// operators happens in that order. Answers to what a socket asks (`socket.to`
/// and so on) come in that socket's actor, so ask there; others come in a
/// thread of the server, which a handler must not hold up.
class broadcast_operator {
public:
  broadcast_operator(
    const detail::core& of, std::string nsp, messages::slot_id sender = {},
    std::weak_ptr<actors::socket_context> asker = {},
    const troupe::nsp* family = nullptr);

  /// Adds to the union of rooms; a socket's id is a room of its own.
  broadcast_operator to(const rooms& in) const;
  broadcast_operator in(const rooms& in) const { return to(in); }
  /// Leaves out the sockets that are in any of these.
  broadcast_operator except(const rooms& out) const;
  /// May be dropped for a client that cannot take it at once.
  broadcast_operator volatile_() const;
  /// `compress(false)` sends as it is what would be compressed else, to all.
  broadcast_operator compress(bool wanted) const;
  /// On this node alone.
  broadcast_operator local() const;
  /// How long to wait for answers; 5 s unless said.
  broadcast_operator timeout(std::chrono::milliseconds patience) const;

  /// Encoded once, whoever hears it.
  template <class... Ts>
  void emit(std::string_view event, const Ts&... arguments) const {
    say(make_event(event, arguments...));
  }
  template <typed_event E, class... Ts>
  requires emits<E, Ts...>
  void emit(const Ts&... arguments) const {
    say(make_typed_event<E>(arguments...));
  }
  /// The event "message".
  template <class... Ts>
  void send(const Ts&... arguments) const {
    emit("message", arguments...);
  }
  void say(const arguments_writer& event) const;

  /// Asks each client; `.then(…)` gets all answers.
  template <class... Ts>
  pending_acks
  emit_with_ack(std::string_view event, const Ts&... arguments) const {
    return ask(make_event(event, arguments...));
  }
  template <typed_event E, class... Ts>
  requires emits<E, Ts...> //
    pending_acks emit_with_ack(const Ts&... arguments)
  const { return ask(make_typed_event<E>(arguments...)); }
  pending_acks ask(const arguments_writer& event) const;

  void fetch_sockets(std::function<void(const sockets_fetched&)> done) const;
  void sockets_join(const rooms& to) const;
  void sockets_leave(const rooms& from) const;
  /// Ends them, or their whole connections.
  void disconnect_sockets(bool close = false) const;

private:
  using gathered_callback = std::function<void(const messages::gathered&)>;
  std::shared_ptr<messages::broadcast> select() const;
  void finish(messages::broadcast& what) const;
  void want(messages::demand what, gathered_callback done) const;
  void gather(
    std::shared_ptr<messages::broadcast> what, gathered_callback done) const;

  const detail::core* core_;
  std::string nsp_;
  messages::slot_id sender_;
  std::vector<std::string> rooms_;
  std::vector<std::string> except_;
  std::weak_ptr<actors::socket_context> asker_;
  const troupe::nsp* family_ = nullptr; ///< for all namespaces of it
  std::chrono::milliseconds patience_{5000};
  bool volatile_flag_ = false;
  bool compress_ = true;
  bool local_ = false;
};

} // namespace troupe
