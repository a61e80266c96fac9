#include "actors/session/socket_session.hpp"

#include "actors/tracing/packet_trace.hpp"
#include "actors/tracing/steps.hpp"
#include "config/log.hpp"

#include <utility>

// The part of a socket that speaks to its client.

namespace troupe::actors {

namespace sio = messages::socketio;

void socket_session::deliver(
  const messages::encoded_packet& packet, bool is_volatile) {
  if (!outgoing_watched_)
    return host_->write(packet, is_volatile);
  if (!host_ || !host_->hold(packet))
    return;
  // Handlers run in its actor, and this is the dispatcher's.
  runner()([this, packet, is_volatile] {
    host_->let_go(packet);
    tell_outgoing(packet);
    if (host_)
      host_->write(packet, is_volatile);
  });
}

/// Sends an event in its own actor.
void socket_session::send(
  const messages::encoded_packet& packet, bool is_volatile) {
  metrics::events.count(label_, metrics::direction::out);
  if (outgoing_watched_)
    tell_outgoing(packet);
  write(packet, is_volatile);
}

void socket_session::write(
  const messages::encoded_packet& packet, bool is_volatile) {
  if (log::tracing()) [[unlikely]]
    return write_traced(packet, is_volatile);
  host_->write(packet, is_volatile);
}

bool socket_session::concerns(const log::trace_filter& filter) const {
  return filter.has_socket(id_) || filter.has_session(sid()) ||
         (user_ && filter.has_user(*user_));
}

/// What is said to this socket alone; where it is delivered is no question.
[[gnu::noinline]] void socket_session::write_traced(
  const messages::encoded_packet& packet, bool is_volatile) {
  const auto filter = log::traced_now();
  const auto id = trace_of_saying(filter && concerns(*filter));
  if (id == 0)
    return host_->write(packet, is_volatile);
  steps::delivered(id, {nsp_, id_, sid()});
  host_->write(with_trace(packet, id), is_volatile);
}

void socket_session::tell_outgoing(const messages::encoded_packet& packet) {
  const auto decoded = sio::decode(packet.text->payload().substr(1));
  const auto* event = std::get_if<sio::packet>(&decoded);
  if (!event)
    return;
  outgoing_event told;
  told.arguments.values = messages::array_elements(event->data);
  told.name = messages::unquote(told.arguments.values.front()).value_or("");
  told.arguments.values.erase(told.arguments.values.begin());
  if (packet.attachments) {
    auto bytes = std::make_shared<std::vector<std::string>>();
    for (const auto& attachment : *packet.attachments)
      bytes->emplace_back(attachment->payload());
    told.arguments.attachments = std::move(bytes);
  }
  handler_->on_outgoing(told);
}

void socket_session::emit(
  std::string_view array, std::span<const std::string> attachments,
  emit_flags how) {
  if (!open_)
    return;
  if (recovery_)
    return emit_kept(array, attachments, how);
  const auto packet = sio::encode({false, nsp_, {}, array, attachments});
  send(how.compress ? packet : uncompressed(packet), how.is_volatile);
}

/// Too many are pending already.
bool socket_session::refuses_ack() const {
  const auto most = owner_ ? owner_->settings().max_acks : 0;
  if (acks_.size() < most)
    return false;
  log::warn(
    "socket", "ack-refused",
    {{"nsp", nsp_},
     {"socket", id_},
     {"option", "limits.pending_acks"},
     {"limit", most}});
  return true;
}

void socket_session::emit_with_ack(
  std::string_view array, std::span<const std::string> attachments,
  std::chrono::milliseconds timeout, ack_callback on_reply) {
  if (!open_ || refuses_ack())
    return on_reply(nullptr);
  const auto now = host_->now();
  const auto id = acks_.add(on_reply, now + timeout, now);
  if (!id)
    return on_reply(nullptr);
  send(sio::encode({false, nsp_, id, array, attachments}), false);
  host_->deadline_changed();
}

void socket_session::acknowledge(
  std::uint64_t id, std::string_view array,
  std::span<const std::string> attachments) {
  if (open_)
    write(sio::encode({true, nsp_, id, array, attachments}), false);
}

} // namespace troupe::actors
