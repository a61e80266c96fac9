#include "bench/load/driver.hpp"

#include <charconv>

namespace troupe::bench {

void driver::on_packet(
  client& to, std::string_view seen, std::uint64_t length) {
  if (seen.size() >= 2 && seen[0] == '4') [[likely]] {
    if (seen[1] == '2') [[likely]]
      scenario_->on_event(to, seen);
    else
      on_socket_packet(to, seen);
  } else if (!seen.empty())
    on_engine_packet(to, seen, length);
}

void driver::on_socket_packet(client& to, std::string_view seen) {
  switch (seen[1]) {
  case '0':
    if (to.at == stage::joining)
      on_up(to);
    return;
  case '1': // what closes the connection follows
    return;
  case '3': {
    std::uint32_t id = 0;
    const auto* end = seen.data() + seen.size();
    const auto* rest = std::from_chars(seen.data() + 2, end, id).ptr;
    scenario_->on_ack(to, id, rest != end && *rest == '[');
    return;
  }
  case '4':
    if (to.at == stage::joining)
      fail(to, count::fail_sio);
    return;
  default:
    measured_.counted.add(count::other);
  }
}

void driver::on_engine_packet(
  client& to, std::string_view seen, std::uint64_t length) {
  constexpr std::uint64_t probe_length = 6; // "2probe"
  switch (seen[0]) {
  case '0':
    if (to.at != stage::opening)
      return;
    to.at = stage::joining;
    if (to.poll)
      open_poll(to, seen);
    else
      send(to, "40");
    return;
  case '1':
    close(to);
    return;
  case '2':
    measured_.counted.add(count::pings);
    send(to, length == probe_length ? "3probe" : "3");
    return;
  case '6': // says nothing, and ends a poll
    return;
  default:
    measured_.counted.add(count::other);
  }
}

void driver::on_up(client& to) {
  to.at = stage::up;
  to.up_since = measured_.now;
  dials_.done();
  measured_.spent.connect.add(measured_.now - to.since);
  run_.members[to.room].fetch_add(1, std::memory_order_relaxed);
  measured_.counted.add(count::up);
  if (!run_.chosen.join_frame.empty())
    send(to, run_.packets.join(to.id, to.room));
  scenario_->on_up(to);
}

} // namespace troupe::bench
