#include "actors/session/connection.hpp"
#include "actors/tracing/packet_trace.hpp"
#include "actors/tracing/steps.hpp"

// What the log says of the way of a message through a session, if it is traced.

namespace troupe::actors {

void connection::deliver(std::string_view message, bool binary) {
  if (!log::tracing()) [[likely]]
    return protocol_->on_message(message, binary);
  const packet_trace handled{
    sid(), message.size(), to_string(engine_.transport())};
  protocol_->on_message(message, binary);
}

void connection::on_traced(
  net::transport& from, std::uint64_t trace, bool written) {
  const steps::way_out by{sid(), to_string(from.kind())};
  if (written)
    steps::written(trace, by);
  else
    steps::dropped(trace, by, "its connection has ended");
}

/// A packet that does not go out; what else comes of that, the caller says.
void connection::drop(const messages::encoded_packet& packet) const {
  if (!packet.text->traced())
    return;
  const steps::way_out by{sid(), to_string(engine_.transport())};
  if (slow_)
    steps::dropped(packet.text->trace(), by, "slow consumer");
  else if (engine_.open())
    steps::dropped(packet.text->trace(), by, "volatile, and it cannot leave");
  else
    steps::dropped(packet.text->trace(), by, "its session has ended");
}

} // namespace troupe::actors
