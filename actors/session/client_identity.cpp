#include "actors/session/client.hpp"

#include "actors/session/authentication.hpp"
#include "actors/session/socket_session.hpp"
#include "config/log.hpp"

#include <utility>

// The part of a client that has to say who it is.

namespace troupe::actors {

namespace sio = messages::socketio;

/// Refuses the socket that `p` asks for, and says so, if its token is not good.
/// Nobody who is not known gets to know which namespaces there are.
bool client::refuses(const packet& p, identity_ptr& who) {
  if (!settings_.auth)
    return false;
  auto said = authenticate(
    *settings_.auth, {host_.facts(), host_.owner(), p.data}, host_.wall_time());
  if (auto* good = std::get_if<identity_ptr>(&said)) {
    who = std::move(*good);
    return false;
  }
  const auto& why = std::get<token_refusal>(said);
  log::info(
    "socket", "token-refused", {{"nsp", p.nsp}, {"reason", code_of(why)}});
  host_.auth_failed();
  const auto told = to_client(why);
  host_.write(sio::encode_connect_error(p.nsp, told.message, told.data), false);
  return true;
}

/// One that was alone takes the session along: nobody is left whose it is.
void client::expel(socket_session& which, const messages::cause& why) {
  const auto found = sockets_.find(which.nsp());
  if (ended_ || found == sockets_.end() || found->get() != &which)
    return;
  host_.write(sio::encode_disconnect(which.nsp()), false);
  const auto socket = *found;
  sockets_.erase(found);
  const bool last = sockets_.empty();
  socket->end(messages::close_reason::server_namespace_disconnect, why);
  if (last && !ended_)
    host_.close(messages::close_reason::server_namespace_disconnect, why);
}

} // namespace troupe::actors
