#pragma once

#include "messages/reason.hpp"
#include "troupe/fwd.hpp"
#include "troupe/handshake.hpp"

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

/// A bare Engine.IO server at a path of its own. Set up before the server
/// listens; handlers run concurrently for different sessions.
class engine {
public:
  using message_handler =
    std::function<void(engine_socket&, std::string_view, bool binary)>;

  engine() = default;
  engine(const engine&) = delete;
  engine& operator=(const engine&) = delete;

  engine& on_connection(std::function<void(engine_socket&)> f);
  engine& on_message(message_handler f);
  engine&
  on_close(std::function<void(engine_socket&, messages::close_reason)> f);

private:
  friend class detail::core;
  struct session;
  std::function<void(engine_socket&)> on_connection_;
  message_handler on_message_;
  std::function<void(engine_socket&, messages::close_reason)> on_close_;
};

} // namespace troupe
