#pragma once

#include "actors/session/socket_handler.hpp"
#include "troupe/inside/chain.hpp"
#include "troupe/inside/core.hpp"
#include "troupe/inside/handlers.hpp"
#include "troupe/socket.hpp"

#include <memory>
#include <vector>

// Not for users: how a socket's actor reaches the handlers of the user.

namespace troupe {

struct socket::state {
  using middleware = std::function<void(socket&, packet&, next)>;
  using error_handler = std::function<void(socket&, const connect_error&)>;

  const detail::core& core;
  actors::socket_context* context; ///< owns the handler that owns us
  std::weak_ptr<actors::socket_context> shared;
  json data;
  detail::event_handlers handlers;
  /// What many sockets have none of.
  struct other_handlers {
    detail::listeners<any_handler> any;
    detail::listeners<any_handler> any_outgoing;
    std::vector<end_handler> disconnecting;
    std::vector<end_handler> disconnected;
    std::vector<middleware> middlewares;
    std::vector<error_handler> errors;
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

  void admit(const actors::admission& done) override;
  void on_connect() override;
  void on_event(actors::incoming_event event) override;
  void on_outgoing(const actors::outgoing_event& event) override;
  std::string data() const override;
  void on_error(std::string_view detail) override;
  void on_disconnecting(
    messages::close_reason reason, std::string_view detail) override;
  void on_disconnect(
    messages::close_reason reason, std::string_view detail) override;

private:
  /// An event that middlewares look at.
  struct waiting {
    packet event;
    ack reply;
  };
  void pass(std::shared_ptr<waiting> event);
  void handle(
    std::string_view event, const std::vector<value>& arguments,
    const ack& reply);
  void tell_error(const connect_error& error);

  const nsp& nsp_;
  socket socket_;
};

/// The values of raw arguments: one copy of their text, shared by all.
std::vector<value> make_values(const actors::raw_arguments& raw);

} // namespace detail
} // namespace troupe
