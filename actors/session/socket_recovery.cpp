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
  std::unique_ptr<socket_handler> handler,
  std::optional<recovery::request> asked) {
  recovery_ = std::make_unique<recovery_state>();
  recovery_->asked = std::move(asked);
  if (!recovery_->asked || !owner_->settings().skip_middlewares)
    return begin(std::move(handler));
  handler_ = std::move(handler);
  look_for_session();
}

/// Before the middlewares, which it then passes by, or after them.
void socket_session::look_for_session() {
  const auto& asked = *recovery_->asked;
  auto outcome = host_->recovery_here()->resume(
    asked, *this, host_->session_told(nsp_, asked.pid));
  if (auto* found = std::get_if<recovery::resumed>(&outcome))
    return begin_found(std::move(*found));
  if (std::holds_alternative<recovery::pending>(outcome))
    return;
  recovery_->asked.reset();
  recovery_->admitted ? connect() : seek_admission();
}

void socket_session::on_session_told(const std::string& pid, bool come) {
  if (!owner_ || open_ || !recovery_ || !recovery_->asked)
    return;
  if (recovery_->asked->pid != pid)
    return;
  if (come)
    return look_for_session();
  recovery_->asked.reset();
  recovery_->admitted ? connect() : seek_admission();
}

/// What it missed goes first: clients keep it until they are connected.
void socket_session::begin_found(recovery::resumed found) {
  auto& state = found.state;
  id_ = std::move(state.socket_id);
  slot_ = state.slot;
  state.rooms.swap(rooms_);
  recovery_->pid = std::move(state.pid);
  recovery_->recovered = true;
  recovery_->asked.reset();
  host_->recovery_here()->enroll(recovery_->pid, *this);
  for (const auto& what : found.missed)
    host_->write_missed(what->packet);
  handler_->restore(state.data);
  rooms_.insert(state.rooms.begin(), state.rooms.end());
  open();
}

/// Leaves its slot and rooms to the recovery, if its client may come back.
void socket_session::park(close_reason reason) {
  if (!recovery_ || recovery_->gap || !may_come_back(reason))
    return;
  auto* host = std::exchange(host_, nullptr);
  owner_ = nullptr;
  set_open(false);
  recovery_->parked = std::exchange(slot_, {});
  host->recovery_here()->park(
    {recovery_->pid, id_, nsp_, rooms_, handler_->data(), recovery_->parked});
  if (user_)
    host->user_offline(id_);
}

void socket_session::emit_kept(
  std::string_view array, std::span<const std::string> attachments,
  emit_flags how) {
  auto& here = *host_->recovery_here();
  auto what = std::make_shared<messages::broadcast>();
  what->offset = here.next_offset();
  what->packet = sio::encode(
    {false, nsp_, {}, messages::with_offset(array, what->offset), attachments});
  if (!how.compress)
    what->packet = uncompressed(what->packet);
  what->is_volatile = how.is_volatile;
  here.keep(slot_, what);
  send(what->packet, how.is_volatile);
}

void socket_session::give_way() {
  if (host_)
    host_->give_way();
}

} // namespace troupe::actors
