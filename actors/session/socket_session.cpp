#include "actors/session/socket_session.hpp"

#include "actors/hosting/traced.hpp"
#include "config/log.hpp"

#include <utility>

namespace troupe::actors {

namespace sio = messages::socketio;

socket_session::socket_session(
  client& owner, client_host& host, std::string nsp, std::string_view auth)
  : owner_{&owner}
  , host_{&host}
  , facts_{&host.facts()}
  , id_{host.make_id()}
  , nsp_{std::move(nsp)}
  , auth_{auth.empty() ? nullptr : std::make_unique<const std::string>(auth)} {
}

socket_session::~socket_session() {
  release();
}

void socket_session::begin(std::unique_ptr<socket_handler> handler) {
  slot_ = host_->attach(nsp_, *this);
  open(std::move(handler));
}

/// Tells the client, once all that it missed has been written, and runs the
/// handlers.
void socket_session::open(std::unique_ptr<socket_handler> handler) {
  handler_ = std::move(handler);
  open_ = true;
  host_->write(
    sio::encode_connect(
      nsp_, id_, recovery_ ? std::string_view{recovery_->pid} : ""),
    false);
  log::info("socket", "socket-connected", {{"nsp", nsp_}, {"socket", id_}});
  guarded("connection", [this] { handler_->on_connect(); });
}

/// Lets go of slot and rooms, also where a handler threw on the way.
void socket_session::release() noexcept {
  auto* host = std::exchange(host_, nullptr);
  owner_ = nullptr;
  open_ = false;
  if (!host || slot_.thread == messages::slot_id{}.thread)
    return;
  host->detach(nsp_, id_, std::exchange(slot_, {}));
  if (recovery_)
    host->recovery_here()->withdraw(recovery_->pid);
  if (user_)
    host->user_offline(id_);
}

/// Runs user code; what it throws ends this connection, with a line that says
/// where.
template <class F>
void socket_session::guarded(std::string_view event, F run) {
  try {
    run();
  } catch (...) {
    log::error(
      "socket", "handler-threw",
      {{"nsp", nsp_},
       {"socket", id_},
       {"event", event},
       {"err", describe_exception(std::current_exception())}});
    if (ending_)
      release(); // the API may hold on to it longer than its host lives
    throw;
  }
}

messages::room_set socket_session::rooms() const {
  auto all = rooms_;
  if (slot_.thread != messages::slot_id{}.thread)
    all.insert(id_);
  return all;
}

void socket_session::end(messages::close_reason reason) {
  const bool unborn = waiting();
  if (std::exchange(ending_, true))
    return;
  if (unborn)
    return release();
  log::info(
    "socket", "socket-disconnected",
    {{"nsp", nsp_}, {"socket", id_}, {"reason", to_string(reason)}});
  guarded("disconnecting", [&] { handler_->on_disconnecting(reason); });
  auto& host = *host_;
  park(reason);
  release();
  rooms_.clear();
  // What is said from here on is said by one who has left.
  host_ = &host;
  guarded("disconnect", [&] {
    acks_.fail_all();
    handler_->on_disconnect(reason);
  });
  host_ = nullptr;
}

void socket_session::on_event(incoming_event event) {
  if (!open_)
    return;
  const auto name = event.name;
  guarded(name, [&] { handler_->on_event(std::move(event)); });
}

void socket_session::on_ack(std::uint64_t id, const ack_reply& reply) {
  if (open_)
    guarded("ack", [&] { acks_.resolve(id, reply); });
}

void socket_session::deliver(
  const messages::encoded_packet& packet, bool is_volatile) {
  host_->write(packet, is_volatile);
}

void socket_session::emit(
  std::string_view array, std::span<const std::string> attachments,
  bool is_volatile) {
  if (open_ && recovery_)
    emit_kept(array, attachments, is_volatile);
  else if (open_)
    host_->write(
      sio::encode({false, nsp_, {}, array, attachments}), is_volatile);
}

void socket_session::emit_with_ack(
  std::string_view array, std::span<const std::string> attachments,
  std::chrono::milliseconds timeout, ack_callback on_reply) {
  const auto id =
    open_ ? acks_.add(on_reply, host_->now() + timeout) : std::nullopt;
  if (!id)
    return on_reply(nullptr);
  host_->write(sio::encode({false, nsp_, id, array, attachments}), false);
  host_->deadline_changed();
}

void socket_session::acknowledge(
  std::uint64_t id, std::string_view array,
  std::span<const std::string> attachments) {
  if (open_)
    host_->write(sio::encode({true, nsp_, id, array, attachments}), false);
}

/// Which limit forbids it to join `room`; empty if none does.
std::string_view socket_session::refuse_join(const std::string& room) const {
  const auto& settings = owner_->settings();
  if (rooms_.size() >= settings.max_rooms)
    return "limits.rooms_per_socket";
  if (room.size() > settings.limits.name_bytes)
    return "limits.name_bytes";
  return {};
}

void socket_session::join(const std::string& room) {
  if (!open_ || room == id_ || rooms_.contains(room))
    return;
  const auto reason = refuse_join(room);
  if (!reason.empty()) {
    log::warn(
      "socket", "join-refused",
      {{"nsp", nsp_}, {"socket", id_}, {"reason", reason}});
    return;
  }
  rooms_.insert(room);
  host_->join(nsp_, {room, slot_});
  announce_user();
}

void socket_session::leave(const std::string& room) {
  if (!open_ || rooms_.erase(room) == 0)
    return;
  host_->leave(nsp_, {room, slot_});
  announce_user();
}

void socket_session::publish(messages::broadcast_ptr what) {
  if (host_)
    host_->publish(nsp_, std::move(what));
}

void socket_session::identify(const std::string& user) {
  if (!open_)
    return;
  user_ = std::make_unique<const std::string>(user);
  announce_user();
}

void socket_session::announce_user() {
  if (!open_ || !user_)
    return;
  messages::user_entry entry{*user_, nsp_, id_, {rooms_.begin(), rooms_.end()}};
  host_->user_online(std::move(entry));
}

void socket_session::list_users(
  std::optional<std::string> room, users_callback on_list) {
  if (!open_)
    return on_list(nullptr);
  host_->list_users({nsp_, std::move(room)}, std::move(on_list));
}

void socket_session::ask_nodes(
  messages::peer::question asked, nodes_callback on_answer) {
  asked.nsp = nsp_;
  if (host_)
    host_->ask_nodes(std::move(asked), std::move(on_answer));
}

void socket_session::disconnect(bool close) {
  if (open_ && !ending_)
    owner_->disconnect(*this, close);
}

} // namespace troupe::actors
