#include "actors/session/connection.hpp"
#include "actors/tracing/packet_trace.hpp"
#include "actors/tracing/steps.hpp"

// What the log says of the way of a message through a session, if it is traced.

namespace troupe::actors {

namespace {

/// Out of line, so that what is not traced pays for a branch and no more.
[[gnu::noinline]] void handle_traced(
  engine_protocol& by, const steps::way_out& from, std::string_view message,
  bool binary) {
  const packet_trace handled{from.sid, message.size(), from.transport};
  by.on_message(message, binary);
}

} // namespace

void connection::deliver(std::string_view message, bool binary) {
  if (log::tracing()) [[unlikely]]
    return handle_traced(
      *protocol_, {sid(), to_string(engine_.transport())}, message, binary);
  protocol_->on_message(message, binary);
}

void connection::on_traced(
  net::transport& from, std::uint64_t trace, bool written) {
  const steps::way_out by{sid(), to_string(from.kind())};
  if (written)
    steps::written(trace, by);
  else
    steps::dropped(
      trace, by,
      engine_.open() ? "one of the oldest for a slow consumer"
                     : "its connection has ended");
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
