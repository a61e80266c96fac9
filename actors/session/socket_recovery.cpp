#include "actors/session/socket_session.hpp"

#include "messages/offset.hpp"

#include <utility>

// The part of a socket that may come back.

namespace troupe::actors {

using messages::close_reason;
namespace sio = messages::socketio;

namespace {

/// One that left, or was told to, does not come back to what it had. Nor does
/// one of a server that stops: its sessions go with it.
bool may_come_back(close_reason reason) {
  return reason == close_reason::transport_error ||
         reason == close_reason::transport_close ||
         reason == close_reason::ping_timeout ||
         reason == close_reason::forced_close ||
         reason == close_reason::forced_server_close;
}

} // namespace

void socket_session::begin_recoverable(
  std::unique_ptr<socket_handler> handler) {
  recovery_ = std::make_unique<recovery_state>();
  recovery_->pid = host_->recovery_here()->make_pid();
  host_->recovery_here()->enroll(recovery_->pid, *this);
  begin(std::move(handler));
}

socket_session::search socket_session::resume(const recovery::request& asked) {
  auto outcome = host_->recovery_here()->resume(
    asked, *this, host_->session_told(nsp_, asked.pid));
  if (std::holds_alternative<recovery::refused>(outcome))
    return search::refused;
  recovery_ = std::make_unique<recovery_state>();
  auto* found = std::get_if<recovery::resumed>(&outcome);
  if (!found) {
    recovery_->asked = asked;
    return search::pending;
  }
  auto& state = found->state;
  id_ = std::move(state.socket_id);
  rooms_ = std::move(state.rooms);
  slot_ = state.slot;
  recovery_->pid = std::move(state.pid);
  recovery_->recovered = true;
  recovery_->missed = std::move(found->missed);
  recovery_->data = std::move(state.data);
  return search::found;
}

void socket_session::begin_found(std::unique_ptr<socket_handler> handler) {
  host_->recovery_here()->enroll(recovery_->pid, *this);
  for (const auto& what : std::exchange(recovery_->missed, {}))
    host_->write_missed(what->packet);
  handler->restore(std::exchange(recovery_->data, {}));
  open(std::move(handler));
}

std::optional<recovery::request>
socket_session::take_request(const std::string& pid) {
  if (
    !waiting() || !recovery_ || !recovery_->asked ||
    recovery_->asked->pid != pid)
    return {};
  auto asked = std::move(recovery_->asked);
  recovery_.reset();
  return asked;
}

/// Leaves its slot and rooms to the recovery, if its client may come back.
void socket_session::park(close_reason reason) {
  if (!recovery_ || !may_come_back(reason))
    return;
  auto* host = std::exchange(host_, nullptr);
  owner_ = nullptr;
  open_ = false;
  recovery_->parked = std::exchange(slot_, {});
  host->recovery_here()->park(
    {recovery_->pid, id_, nsp_, rooms_, handler_->data(), recovery_->parked});
  if (user_)
    host->user_offline(id_);
}

void socket_session::emit_kept(
  std::string_view array, std::span<const std::string> attachments,
  bool is_volatile) {
  auto& here = *host_->recovery_here();
  auto what = std::make_shared<messages::broadcast>();
  what->offset = here.next_offset();
  what->packet = sio::encode(
    {false, nsp_, {}, messages::with_offset(array, what->offset), attachments});
  what->is_volatile = is_volatile;
  here.keep(slot_, what);
  host_->write(what->packet, is_volatile);
}

void socket_session::give_way() {
  if (host_)
    host_->give_way();
}

} // namespace troupe::actors
