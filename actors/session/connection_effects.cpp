#include "actors/session/connection.hpp"
#include "actors/type_ids.hpp"
#include "config/log.hpp"
#include "config/metrics.hpp"

#include <utility>

// What a session makes happen: the half of connection that acts.

namespace troupe::actors {

using messages::close_reason;

namespace {

/// How long a session that was closed waits for a poll to tell it so.
constexpr auto farewell_patience = std::chrono::seconds{30};

/// A client that is told to go is waited for; one that has gone is not.
bool says_goodbye(close_reason reason) {
  return reason == close_reason::forced_close ||
         reason == close_reason::forced_server_close ||
         reason == close_reason::server_namespace_disconnect;
}

} // namespace

void connection::send(const messages::frame_ptr& packet) {
  if (auto* way = current())
    way->send(packet);
}

void connection::send_probe(const messages::frame_ptr& packet) {
  if (websocket_)
    websocket_->send(packet);
}

void connection::release_poll() {
  if (polling_)
    polling_->release_poll();
}

void connection::switch_transport() {
  polling_->move_to(*websocket_);
  polling_->close(net::polling_transport::farewell::close_packet);
  unit()->thread().retire(std::move(polling_));
  log::debug("session", "session-upgraded", {{"sid", sid_prefix()}});
  if (protocol_)
    protocol_->on_upgrade();
}

void connection::drop_probe(const messages::cause& why) {
  if (!websocket_)
    return;
  log_failed_upgrade(why);
  websocket_->close();
  unit()->thread().retire(std::move(websocket_));
}

void connection::end(close_reason reason, const messages::cause& why) {
  count_ended(reason);
  log_end(reason, why);
  if (protocol_)
    protocol_->on_end(reason, why);
  close_transports(reason);
}

void connection::close_transports(close_reason reason) {
  close_websocket(reason);
  using farewell = net::polling_transport::farewell;
  const bool by_client = reason == close_reason::transport_close;
  const bool told =
    !polling_ ||
    polling_->close(by_client ? farewell::noop : farewell::close_packet);
  if (told || !says_goodbye(reason))
    return quit();
  linger_until_ = clock::now() + farewell_patience;
  arm();
}

void connection::close_websocket(close_reason reason) {
  if (!websocket_)
    return;
  if (slow_)
    websocket_->close_slow();
  else
    websocket_->close({}, reason == close_reason::ping_timeout);
  unit()->thread().retire(std::move(websocket_));
}

/// Sends a packet in the form in which the client takes it.
void connection::put(
  net::transport& way, const messages::encoded_packet& packet) {
  const auto& made = form_ == messages::packet_form::ordinary
                       ? packet
                       : context_.thread.forms.find(form_, !bare_, packet);
  way.send(made.text);
  if (made.attachments)
    for (const auto& attachment : *made.attachments)
      way.send(attachment);
}

/// A socket's id tells where it lives too: other nodes find it by that. Clients
/// of Socket.IO 2 make it up themselves from the session's.
std::string connection::make_id(std::string_view nsp) {
  if (engine_.revision() == engine_revision::v3)
    return (nsp == "/" ? "" : std::string{nsp} + '#') + std::string{sid()};
  return context_.settings.ids.make_sid(
    {context_.settings.node,
     static_cast<std::uint8_t>(unit()->thread().index())});
}

void connection::write_missed(const messages::encoded_packet& packet) {
  auto* way = current();
  if (!way || !engine_.open() || slow_)
    return;
  catching_up_ = true;
  put(*way, packet);
}

std::function<void(bool)>
connection::session_told(const std::string& nsp, const std::string& pid) {
  return [self = caf::actor_cast<connection_actor>(this), nsp, pid](bool come) {
    caf::anon_send(self, session_event{actors::session_told{nsp, pid, come}});
  };
}

void connection::give_way() {
  caf::anon_send(
    caf::actor_cast<connection_actor>(this),
    session_event{end_session{
      close_reason::transport_close,
      "its client came over another connection"}});
}

/// Holds on to us weakly: whoever keeps one keeps no session alive.
task_runner connection::runner() {
  return [to = caf::weak_actor_ptr{ctrl()}](task what) {
    if (const auto there = to.lock())
      caf::anon_send(
        caf::actor_cast<connection_actor>(there),
        session_event{run_task{std::move(what)}});
  };
}

messages::slot_id
connection::attach(const std::string& nsp, delivery_target& target) {
  auto& thread = context_.thread;
  const auto slot = thread.index.open(nsp, target);
  thread.adapter_of(nsp).send(messages::attach_socket{target.id(), slot});
  return slot;
}

void connection::detach(
  const std::string& nsp, const std::string& socket_id,
  messages::slot_id slot) {
  auto& thread = context_.thread;
  thread.index.close(slot);
  caf::anon_send(thread.dispatcher, messages::slots_closed{});
  thread.adapter_of(nsp).send(messages::detach_socket{socket_id});
}

void connection::join(const std::string& nsp, messages::join_room what) {
  context_.thread.adapter_of(nsp).send(std::move(what));
}

void connection::leave(const std::string& nsp, messages::leave_room what) {
  context_.thread.adapter_of(nsp).send(std::move(what));
}

void connection::user_online(messages::user_entry entry) {
  context_.thread.users.send(actors::user_online{
    std::move(entry), caf::actor_cast<caf::strong_actor_ptr>(this)});
}

void connection::user_offline(const std::string& socket_id) {
  context_.thread.users.send(messages::user_offline{socket_id});
}

void connection::end_protocol() noexcept {
  try {
    const messages::cause why{"a handler threw"};
    log_end(close_reason::forced_close, why);
    if (protocol_)
      protocol_->on_end(close_reason::forced_close, why);
  } catch (...) {
    log::error(
      "session", "disconnect-handler-threw",
      {{"sid", sid_prefix()},
       {"err", describe_exception(std::current_exception())}});
  }
}

void connection::on_exit() {
  if (settings_.sessions)
    settings_.sessions->fetch_sub(1, std::memory_order_relaxed);
  timer_.disarm();
  // Only if it did not end by itself: a handler threw, or it was killed.
  if (engine_.open()) {
    count_ended(close_reason::forced_close);
    end_protocol();
  }
  close_websocket(close_reason::forced_close);
  auto& thread = unit()->thread();
  if (polling_) {
    polling_->close(net::polling_transport::farewell::close_packet);
    polling_->give_up();
    thread.retire(std::move(polling_));
  }
  protocol_.reset();
  context_.roster.erase(sid());
}

} // namespace troupe::actors
