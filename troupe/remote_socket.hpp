#pragma once

#include "messages/gathered.hpp"
#include "messages/rooms.hpp"
#include "troupe/broadcast_operator.hpp"
#include "troupe/fwd.hpp"
#include "troupe/value.hpp"

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace troupe {

/// A socket as seen from afar: from another thread, another node, or later.
///
/// A value, for any thread; each call is a message, and one to a socket that
/// has gone does nothing. `socket.ref()` gives one, `fetch_sockets` many.
class remote_socket {
public:
  const std::string& id() const noexcept { return seen_->id; }
  const std::string& nsp() const noexcept { return nsp_; }

  /// As they were when the socket was fetched; one that `socket.ref()` gave
  /// knows none of it.
  const std::vector<std::string>& rooms() const noexcept {
    return seen_->rooms;
  }
  json data() const { return parse(seen_->data); }
  /// As Socket.IO lays it out: headers, query, auth, address and so on.
  json handshake() const { return parse(seen_->handshake); }

  template <class... Ts>
  void emit(std::string_view event, const Ts&... arguments) const {
    here().emit(event, arguments...);
  }
  template <class... Ts>
  void send(const Ts&... arguments) const {
    here().emit("message", arguments...);
  }
  /// `timeout(5s).emit_with_ack(…)` asks it alone.
  broadcast_operator timeout(std::chrono::milliseconds patience) const {
    return here().timeout(patience);
  }
  void join(const troupe::rooms& to) const { here().sockets_join(to); }
  void leave(const troupe::rooms& from) const { here().sockets_leave(from); }
  void disconnect(bool close = false) const {
    here().disconnect_sockets(close);
  }

  /// Runs `f` in the socket's actor, among its handlers; not at all if it has
  /// gone by then. False if it lives on another node, or was fetched: only
  /// `socket.ref()` knows the way.
  bool post(std::function<void(socket&)> f) const;

private:
  friend class broadcast_operator;
  friend class socket;
  using poster = std::function<void(std::function<void(socket&)>)>;
  remote_socket(
    const detail::core& of, std::string nsp, messages::socket_description seen,
    poster post = {})
    : core_{&of}
    , nsp_{std::move(nsp)}
    , seen_{std::make_shared<const messages::socket_description>(
        std::move(seen))}
    , post_{std::move(post)} {}

  broadcast_operator here() const;
  static json parse(const std::string& text);

  const detail::core* core_;
  std::string nsp_;
  std::shared_ptr<const messages::socket_description> seen_;
  poster post_;
};

} // namespace troupe
