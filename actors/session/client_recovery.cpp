#include "actors/session/client.hpp"

#include "actors/session/socket_session.hpp"
#include "messages/offset.hpp"

#include <optional>
#include <utility>

// The part of a client that comes back (Socket.IO protocol v5, "Connection
// state recovery").

namespace troupe::actors {

namespace {

/// What the CONNECT packet asks for; nothing if for no session. One that has
/// heard no event yet has no offset.
std::optional<recovery::request> read_request(const socket_session& from) {
  const auto text = [&](std::string_view key) {
    const auto member = messages::object_member(from.auth(), key);
    return member ? messages::unquote(*member) : std::nullopt;
  };
  auto pid = text("pid");
  if (!pid)
    return {};
  // Behind a dot stands what is ours.
  if (pid->find('.') != pid->npos)
    return {};
  recovery::request asked{
    from.nsp(), from.own_pid(std::move(*pid)), std::nullopt};
  if (!messages::object_member(from.auth(), "offset"))
    return asked;
  const auto offset = text("offset");
  if (!offset)
    return {};
  // What is no offset of ours is in no log either.
  asked.offset = messages::parse_offset(*offset).value_or(0);
  return asked;
}

} // namespace

/// Begins a socket, new or where it has been before.
void client::begin(const socket_ptr& made, std::size_t nsp) {
  auto handler = app_.make_handler(nsp, made);
  if (host_.recovery_here() && app_.recovers(made->nsp()))
    made->begin_recoverable(std::move(handler), read_request(*made));
  else
    made->begin(std::move(handler));
}

void client::on_gap(std::string_view nsp) {
  const auto found = sockets_.find(nsp);
  if (found != sockets_.end())
    (*found)->forgo_recovery();
}

void client::on_session_told(
  const std::string& nsp, const std::string& pid, bool come) {
  const auto found = sockets_.find(nsp);
  if (ended_ || found == sockets_.end())
    return;
  const auto socket = *found; // it may end meanwhile
  socket->on_session_told(pid, come);
}

} // namespace troupe::actors
