#pragma once

#include "actors/session/socket_handler.hpp"
#include "troupe/inside/core.hpp"
#include "troupe/socket.hpp"

#include <memory>

// Not for users: how a socket's actor reaches the handlers of the user.

namespace troupe {

struct socket::state {
  using any_handler =
    std::function<void(socket&, std::string_view, const std::vector<value>&)>;
  using end_handler = std::function<void(socket&, disconnect_reason)>;

  const detail::core& core;
  actors::socket_context* context; ///< owns the handler that owns us
  std::weak_ptr<actors::socket_context> shared;
  json data;
  std::vector<std::pair<std::string, detail::event_handler>> handlers;
  /// What many sockets have none of.
  struct other_handlers {
    std::vector<any_handler> any;
    std::vector<end_handler> disconnecting;
    std::vector<end_handler> disconnected;
  };
  std::unique_ptr<other_handlers> others;

  other_handlers& rarely() {
    if (!others)
      others = std::make_unique<other_handlers>();
    return *others;
  }
};

namespace detail {

/// The handlers of one socket.
class socket_events final : public actors::socket_handler {
public:
  socket_events(
    const core& of, const nsp& in,
    const std::shared_ptr<actors::socket_context>& context);

  void on_connect() override;
  void on_event(actors::incoming_event event) override;
  void on_disconnecting(messages::close_reason reason) override;
  void on_disconnect(messages::close_reason reason) override;
  std::string data() const override;
  void restore(std::string_view data) override;

private:
  const nsp& nsp_;
  socket socket_;
};

/// The values of raw arguments: one copy of their text, shared by all.
std::vector<value> make_values(const actors::raw_arguments& raw);

} // namespace detail
} // namespace troupe
