#pragma once

#include "actors/roles.hpp"
#include "messages/cause.hpp"
#include "messages/engineio.hpp"
#include "messages/reason.hpp"
#include "messages/tree.hpp"
#include "net/exchange.hpp"
#include "net/transport.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>

/// What is said about sessions, all of it within one I/O thread.
namespace troupe::actors {

/// gateway → session_registry: a client asks for a session.
struct open_session {
  unsigned engine = 0;
  std::shared_ptr<net::exchange> asked;
};
/// gateway → session_registry: a client speaks to a session.
struct find_session {
  std::string sid;
  std::shared_ptr<net::exchange> asked;
};
/// gateway → relay: a client speaks to a session of another node.
struct relay_exchange {
  std::uint32_t node = 0;
  std::uint8_t thread = 0; ///< of that node
  std::string sid;
  std::shared_ptr<net::exchange> asked;
};
/// session_registry → connection.
struct exchange_arrived {
  std::shared_ptr<net::exchange> asked;
};

/// transport → connection; the views live as long as the call.
struct packets_received {
  net::transport* from = nullptr;
  std::span<const messages::engineio::packet> packets;
};
struct transport_ended {
  net::transport* from = nullptr;
  messages::close_reason reason = messages::close_reason::transport_close;
  messages::cause why;
};
/// The socket has taken nothing of what waits for so long.
struct transport_stuck {
  net::transport* from = nullptr;
  std::chrono::milliseconds how_long{0};
};
struct deadline_reached {};

/// Anybody → connection.
struct end_session {
  messages::close_reason reason = messages::close_reason::forced_close;
  messages::cause why;
};
/// recovery → connection: a session that it waits for has come, or will not.
struct session_told {
  std::string nsp;
  std::string pid;
  bool come = false;
};
/// Any thread → connection: run it, among your own handlers.
struct run_task {
  std::function<void()> what;
};
/// session_registry → connection: tell the user registry who you are.
struct announce_users {};
/// To a connection: one of these, since each connection has its own copy of
/// every handler. The first four come from what it owns, and are handled at
/// once.
struct session_event {
  std::variant<
    packets_received, transport_ended, transport_stuck, deadline_reached,
    exchange_arrived, end_session, session_told, run_task, announce_users>
    what;
};

/// node → session_registry: end all sessions and open no more; `all_closed`
/// when they have ended. Many are ended in waves over half of `patience`, so
/// that their clients do not come back all at once.
struct close_sessions {
  std::chrono::milliseconds patience{0};
};
/// (own) the next wave.
struct close_wave {};
struct all_closed {};

using connection_actor = caf::typed_actor<
  caf::reacts_to<session_event>, caf::reacts_to<disconnect_socket>>;

using session_registry_actor = caf::typed_actor<
  caf::reacts_to<open_session>, caf::reacts_to<find_session>,
  caf::reacts_to<announce_users>, caf::reacts_to<close_wave>,
  caf::replies_to<close_sessions>::with<all_closed>,
  caf::replies_to<messages::describe>::with<messages::described>>;

} // namespace troupe::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::open_session)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::find_session)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::relay_exchange)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::session_event)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::announce_users)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::close_sessions)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::close_wave)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::all_closed)
