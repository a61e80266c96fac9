#include "bench/load/driver.hpp"

namespace troupe::bench {

namespace {

constexpr std::size_t longest_head = 4096;

} // namespace

void driver::read_websocket(client& to, std::string_view bytes) {
  if (to.at == stage::upgrading && !read_upgrade(to, bytes))
    return;
  const auto end = to.frames.read(bytes, [this, &to](const received& message) {
    return on_message(to, message);
  });
  if (end == frame_reader::status::masked) {
    measured_.counted.add(count::protocol_errors);
    close(to);
  }
}

/// Takes the answer off the front of `bytes`; false if it is not all there or
/// not the wanted one.
bool driver::read_upgrade(client& to, std::string_view& bytes) {
  const auto end = bytes.find("\r\n\r\n");
  if (end == bytes.npos && bytes.size() < longest_head) {
    to.frames.keep(bytes);
    return false;
  }
  if (end == bytes.npos || !bytes.starts_with("HTTP/1.1 101")) {
    bad_answer(to, bytes);
    return false;
  }
  to.at = stage::opening;
  bytes.remove_prefix(end + 4);
  return true;
}

bool driver::on_message(client& to, const received& message) {
  measured_.counted.add(count::packets);
  if (message.reserved)
    measured_.counted.add(count::protocol_errors);
  if (message.op == opcode::text) [[likely]]
    on_packet(to, message.seen, message.length);
  else
    on_control(to, message);
  return to.main.open();
}

void driver::on_control(client& to, const received& message) {
  if (message.op == opcode::ping) {
    measured_.counted.add(count::ws_pings);
    send_frame(to, opcode::pong, message.seen);
  } else if (message.op == opcode::close) {
    measured_.counted.add(count::ws_closes);
    if (to.at == stage::up)
      send_frame(to, opcode::close, message.seen.substr(0, 2));
    close(to);
  } else if (message.op == opcode::binary)
    measured_.counted.add(count::other);
}

void driver::send_frame(client& from, opcode op, std::string_view payload) {
  write_frame(frame_, op, payload, from.mask);
  bench::send(from.main, frame_, events_);
}

} // namespace troupe::bench
