#include "actors/session/socket_session.hpp"

#include "actors/hosting/traced.hpp"
#include "actors/tracing/packet_trace.hpp"
#include "config/log.hpp"
#include "net/thread_pulse.hpp"

#include <utility>

namespace troupe::actors {

namespace sio = messages::socketio;

socket_session::socket_session(
  client& owner, client_host& host, std::string nsp, std::string_view auth)
  : owner_{&owner}
  , host_{&host}
  , facts_{&host.facts()}
  , id_{host.make_id(nsp)}
  , nsp_{std::move(nsp)}
  , auth_{auth.empty() ? nullptr : std::make_unique<const std::string>(auth)}
  , label_{metrics::nsp_of(nsp_)} {
}

socket_session::~socket_session() {
  release();
}

void socket_session::begin(std::unique_ptr<socket_handler> handler) {
  handler_ = std::move(handler);
  seek_admission();
}

void socket_session::seek_admission() {
  guarded("middleware", [this] {
    handler_->admit([self = weak_from_this()](const refusal* refused) {
      if (const auto socket = self.lock())
        socket->admit(refused);
    });
  });
}

void socket_session::admit(const refusal* refused) {
  if (!owner_ || open_ || ending_)
    return; // gone while it was thought about
  if (recovery_)
    recovery_->admitted = true;
  if (!refused)
    return connect();
  log::info(
    "socket", "socket-refused", {{"nsp", nsp_}, {"reason", refused->message}});
  host_->auth_failed();
  host_->write(
    sio::encode_connect_error(nsp_, refused->message, refused->data), false);
  std::exchange(owner_, nullptr)->turned_away(*this);
  release();
}

void socket_session::connect() {
  if (recovery_ && recovery_->asked)
    return look_for_session();
  // Attached before its handlers run: what they broadcast reaches it too.
  slot_ = host_->attach(nsp_, *this);
  if (recovery_) {
    recovery_->pid = own_pid(host_->recovery_here()->make_pid());
    host_->recovery_here()->enroll(recovery_->pid, *this);
  }
  open();
}

/// Tells the client, once all that it missed has been written, and runs the
/// handlers.
void socket_session::open() {
  set_open(true);
  owner_->admitted();
  for (const auto& room : rooms_) // that a middleware has put it in
    host_->join(nsp_, {room, slot_});
  host_->write(sio::encode_connect(nsp_, id_, shown_pid()), false);
  log::info("socket", "socket-connected", {{"nsp", nsp_}, {"socket", id_}});
  announce_user();
  if (identity_)
    watch_token();
  guarded("connection", [this] { handler_->on_connect(); });
}

task_runner socket_session::runner() const {
  if (!host_)
    return [](const task&) {};
  return [run = host_->runner(), self = weak_from_this()](task what) {
    run([self, what = std::move(what)] {
      // By now we are in its actor, where alone it may be touched.
      if (const auto socket = self.lock())
        const_cast<socket_session&>(*socket).run(what);
    });
  };
}

void socket_session::run(const task& what) {
  if (host_)
    guarded("task", what);
}

void socket_session::set_open(bool open) noexcept {
  if (std::exchange(open_, open) != open)
    metrics::sockets.change(open ? 1 : -1, label_);
}

/// Lets go of slot and rooms, also where a handler threw on the way.
void socket_session::release() noexcept {
  auto* host = std::exchange(host_, nullptr);
  owner_ = nullptr;
  set_open(false);
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
  const net::thread_pulse::in_handler here{event};
  try {
    run();
  } catch (...) {
    log::error(
      "socket", "handler-threw",
      {{"nsp", nsp_},
       {"socket", id_},
       {"handler", event},
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

void socket_session::end(
  messages::close_reason reason, const messages::cause& why) {
  if (std::exchange(ending_, true))
    return;
  if (!open_) // it has never come in
    return release();
  log::info(
    "socket", "socket-disconnected",
    {{"nsp", nsp_},
     {"socket", id_},
     {"reason", to_string(reason)},
     {"detail", why.text},
     {"option", why.option},
     {"limit", why.limit},
     {"value", why.value}});
  guarded(
    "disconnecting", [&] { handler_->on_disconnecting(reason, why.text); });
  auto& host = *host_;
  park(reason);
  release();
  rooms_.clear();
  // What is said from here on is said by one who has left.
  host_ = &host;
  guarded("disconnect", [&] {
    acks_.fail_all();
    handler_->on_disconnect(reason, why.text);
  });
  host_ = nullptr;
}

void socket_session::on_event(incoming_event event) {
  if (!open_)
    return;
  if (identity_ && takes_refresh(event)) [[unlikely]]
    return;
  const auto name = event.name;
  if (auto* const handled = packet_trace::current()) [[unlikely]]
    handled->handled();
  auto& host = *host_; // still there if the handler ends us
  auto* const cell = metrics::this_cell();
  metrics::events.add_in(cell, 1, label_, metrics::direction::in);
  guarded(name, [&] { handler_->on_event(std::move(event)); });
  metrics::event_handler.observe_in(cell, host.lap(), label_);
}

void socket_session::on_error(std::string_view detail) {
  if (open_)
    guarded("error", [&] { handler_->on_error(detail); });
}

void socket_session::on_ack(std::uint64_t id, const ack_reply& reply) {
  if (!open_)
    return;
  if (const auto since = acks_.waiting_since(id))
    metrics::acks.observe(host_->now() - *since, label_);
  guarded("ack", [&] { acks_.resolve(id, reply); });
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
  if (!owner_ || ending_ || room == id_ || rooms_.contains(room))
    return;
  const auto reason = refuse_join(room);
  if (!reason.empty()) {
    log::warn(
      "socket", "join-refused",
      {{"nsp", nsp_}, {"socket", id_}, {"reason", reason}});
    return;
  }
  rooms_.insert(room);
  if (!open_)
    return; // when it has come in
  host_->join(nsp_, {room, slot_});
  announce_user();
}

/// What is said to a socket's id is for that socket alone: whoever joins a room
/// of that name would hear it too.
bool socket_session::join_chosen(const std::string& room) {
  if (!host_ || host_->is_id(room)) {
    log::warn(
      "socket", "join-refused",
      {{"nsp", nsp_}, {"socket", id_}, {"reason", "the id of a socket"}});
    return false;
  }
  join(room);
  return rooms_.contains(room);
}

void socket_session::leave(const std::string& room) {
  if (rooms_.erase(room) == 0 || !open_)
    return;
  host_->leave(nsp_, {room, slot_});
  announce_user();
}

void socket_session::publish(messages::broadcast_ptr what) {
  if (host_)
    host_->publish(nsp_, trace_published(nsp_, std::move(what)));
}

void socket_session::identify(const std::string& user) {
  if (!owner_ || ending_ || identity_)
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
