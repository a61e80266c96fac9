#pragma once

#include "messages/reason.hpp"
#include "troupe/fwd.hpp"
#include "troupe/handshake.hpp"
#include "troupe/http.hpp"

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace troupe {

/// One session of an engine without Socket.IO on it. Lives in its connection's
/// actor; gone when `on_close` has run.
class engine_socket {
public:
  engine_socket(const engine_socket&) = delete;
  engine_socket& operator=(const engine_socket&) = delete;

  const std::string& id() const noexcept;
  troupe::handshake handshake() const noexcept;
  /// Of the client when it connected, as `handshake::address` has it.
  std::string_view remote_address() const;
  /// `polling` or `websocket`; which of them it is now.
  std::string_view transport() const noexcept;
  /// True once it has moved from polling to another transport.
  bool upgraded() const;
  /// The revision of Engine.IO's protocol that it speaks: 4 or 3.
  int protocol() const;
  /// The headers of the POST that brought the message, names in lower case;
  /// none outside of `on_message` and for what a WebSocket brought.
  handshake::pairs request_headers() const;

  void send(std::string_view text);
  void send_binary(std::string_view bytes);
  void close();

private:
  friend class engine;
  friend class detail::core;
  explicit engine_socket(actors::raw_context& context)
    : context_{context} {}

  actors::raw_context& context_;
};

/// An Engine.IO server at a path of its own: a bare one (`server::add_engine`),
/// or the one that Socket.IO runs on (`server::engine`).
///
/// Set up before the server listens: registering later throws
/// `std::logic_error`. Handlers run concurrently for different clients, those
/// about HTTP requests on the I/O thread of the request, on the node that the
/// client is connected to; they must not block. One that throws fails its own
/// request (500, and the connection is closed) and is logged.
///
class engine {
public:
  using message_handler =
    std::function<void(engine_socket&, std::string_view, bool binary)>;
  using middleware =
    std::function<void(const http_request&, response_headers&, decision next)>;
  using headers_handler =
    std::function<void(response_headers&, const http_request&)>;

  ~engine();
  engine(const engine&) = delete;
  engine& operator=(const engine&) = delete;

  // Of a bare engine; Socket.IO's throws `std::logic_error`.
  engine& on_connection(std::function<void(engine_socket&)> f);
  engine& on_message(message_handler f);
  /// Calls `f` with a session that has moved from polling to WebSocket.
  engine& on_upgrade(std::function<void(engine_socket&)> f);
  engine&
  on_close(std::function<void(engine_socket&, messages::close_reason)> f);

  /// Asks `f`, the last one set, whether a request may open a session; not
  /// asked about the session's later requests. Refused: code 4, with the
  /// message or "Forbidden"; 403, or 400 for an upgrade.
  engine&
  allow_request(std::function<void(const http_request&, decision decide)> f);
  /// Puts what `f` says about the request that opens a session behind the
  /// session's id: up to 64 letters, digits, `-`, `_`, `.` and `~`, anything
  /// else fails the request. What is before it nobody can choose: it says on
  /// which node and thread the session lives, and is unique by itself.
  engine& generate_id(std::function<std::string(const http_request&)> f);
  /// Lets every request and upgrade pass `f`, in the order of registration,
  /// before anything else looks at it; CORS preflights and the client's files
  /// do not come by. Headers that it sets are on every answer. Refused: code 3,
  /// "Bad request".
  engine& use(middleware f);
  /// Calls `f` before the first answer to a session leaves, its 200 or 101.
  engine& on_initial_headers(headers_handler f);
  /// Calls `f` before each 200, and the 101 of an upgrade, leaves.
  engine& on_headers(headers_handler f);
  /// Calls `f` with each request that is refused.
  engine& on_connection_error(std::function<void(const connection_error&)> f);

  /// The sessions of this engine on this node. Any thread; 0 before the server
  /// listens.
  std::size_t clients_count() const noexcept;

private:
  friend class detail::core;
  struct session;

  engine(const detail::core& of, unsigned number);
  void require_open(const char* what) const;
  void require_bare(const char* what) const;

  const detail::core& core_;
  unsigned number_; ///< 0 = Socket.IO's
  std::unique_ptr<detail::engine_handlers> hooks_;
  std::shared_ptr<std::atomic<std::size_t>> clients_;
  std::function<void(engine_socket&)> on_connection_;
  message_handler on_message_;
  std::function<void(engine_socket&)> on_upgrade_;
  std::function<void(engine_socket&, messages::close_reason)> on_close_;
};

} // namespace troupe
