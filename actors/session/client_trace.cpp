#include "actors/session/client.hpp"
#include "actors/session/socket_session.hpp"
#include "actors/tracing/packet_trace.hpp"

#include <string>

namespace troupe::actors {

namespace {

using messages::socketio::packet_type;

std::string_view name_of(packet_type type) {
  using enum packet_type;
  switch (type) {
  case connect:
    return "connect";
  case disconnect:
    return "disconnect";
  case event:
  case binary_event:
    return "event";
  case ack:
  case binary_ack:
    return "ack";
  default:
    return "unexpected";
  }
}

/// The event's name; the packet has been checked.
std::string event_of(const messages::socketio::packet& p) {
  const auto name = messages::array_elements(p.data).front();
  return messages::unquote(name).value_or(std::string{name});
}

} // namespace

/// Says what the packet is, and whether it concerns who is traced.
void client::trace(const packet& p) const {
  auto* const handled = packet_trace::current();
  if (!handled)
    return;
  const auto found = sockets_.find(p.nsp);
  const auto* socket = found == sockets_.end() ? nullptr : found->get();
  const auto type = name_of(p.type);
  handled->decoded(
    type, std::string{p.nsp}, socket ? socket->id() : "",
    type == "event" ? event_of(p) : "");
  const auto filter = log::traced_now();
  if (filter && socket && socket->concerns(*filter))
    handled->concern();
}

} // namespace troupe::actors
