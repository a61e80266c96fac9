#include "bench/peers/bare_connection.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace troupe::bench {

namespace {

/// A client with so much unsent is cut off.
constexpr std::size_t most_unsent = 64 << 20;

/// The text between `before` and `after`, or nothing.
std::string_view
between(std::string_view text, std::string_view before, char after) {
  const auto at = text.find(before);
  if (at == text.npos)
    return {};
  const auto rest = text.substr(at + before.size());
  return rest.substr(0, rest.find(after));
}

} // namespace

void rooms::say(room& to, std::string_view packet) {
  if (to.frames.empty())
    spoken_.push_back(&to);
  append_frame(to.frames, opcode::text, packet);
}

void rooms::flush() {
  for (auto* spoken : spoken_) {
    for (auto* member : spoken->members)
      member->send(spoken->frames);
    spoken->frames.clear();
  }
  spoken_.clear();
}

connection::connection(int fd, int poll, rooms& all)
  : fd_{fd}
  , poll_{poll}
  , rooms_{all} {
}

connection::~connection() {
  leave();
  close(fd_);
}

bool connection::on_readable(std::span<char> buffer) {
  const auto count = recv(fd_, buffer.data(), buffer.size(), 0);
  if (count <= 0)
    return count < 0 && errno == EAGAIN;
  auto bytes = buffer.first(static_cast<std::size_t>(count));
  if (input_.empty()) {
    const auto rest = bytes.subspan(take(bytes));
    input_.assign(rest.data(), rest.size());
  } else {
    input_.append(bytes.data(), bytes.size());
    input_.erase(0, take(input_));
  }
  if (!replies_.empty())
    send(replies_);
  replies_.clear();
  return !over_;
}

/// Answers whole requests and frames; returns how much of `input` they are.
std::size_t connection::take(std::span<char> input) {
  if (!open_)
    return shake_hands({input.data(), input.size()});
  std::size_t taken = 0;
  while (const auto next = read_frame(input.subspan(taken))) {
    on_frame(*next);
    taken += next->bytes;
  }
  return taken;
}

std::size_t connection::shake_hands(std::string_view input) {
  const auto end = input.find("\r\n\r\n");
  if (end == input.npos)
    return 0;
  const auto line = input.substr(0, input.find("\r\n"));
  auto name = between(line, "room=", '&');
  name_ = name.substr(0, name.find(' '));
  const auto key = between(input, "Sec-WebSocket-Key: ", '\r');
  replies_ = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
             "Connection: Upgrade\r\nSec-WebSocket-Accept: " +
             accept_key(key) + "\r\n\r\n";
  reply(
    R"(0{"sid":")" + std::to_string(fd_) +
    R"(","upgrades":[],"pingInterval":25000,)"
    R"("pingTimeout":20000,"maxPayload":1000000})");
  open_ = true;
  return end + 4;
}

void connection::on_frame(const frame& in) {
  switch (in.kind) {
  case opcode::text:
    return on_packet(in.payload);
  case opcode::ping:
    return append_frame(replies_, opcode::pong, in.payload);
  case opcode::close:
    append_frame(replies_, opcode::close, in.payload);
    over_ = true;
    return;
  case opcode::pong:
    return;
  }
}

/// Engine.IO's and Socket.IO's types, both at once.
void connection::on_packet(std::string_view packet) {
  if (packet.starts_with("42")) {
    on_event(packet);
  } else if (packet.starts_with("40")) {
    join();
    reply(R"(40{"sid":")" + std::to_string(fd_) + R"("})");
  } else if (packet.starts_with("41")) {
    leave();
  }
}

/// An event with an id is the echo; the other one goes to the room it names.
void connection::on_event(std::string_view packet) {
  const auto start = packet.find('[');
  if (start == packet.npos)
    return;
  if (start > 2) {
    constexpr std::string_view head = R"(["echo",)";
    const auto argument = packet.substr(start + head.size());
    reply(std::string{"43"}
            .append(packet.substr(2, start - 2))
            .append("[")
            .append(argument));
    return;
  }
  constexpr std::string_view before = R"("message":)", after = R"(,"room":")";
  const auto from = packet.find(before), to = packet.rfind(after);
  if (from == packet.npos || to == packet.npos || to < from)
    return;
  const auto name = packet.substr(to + after.size());
  const auto begin = from + before.size();
  rooms_.say(
    rooms_.find(std::string{name.substr(0, name.find('"'))}),
    std::string{R"(42["new-message",{"msg":)"}
      .append(packet.substr(begin, to - begin))
      .append("}]"));
}

void connection::reply(std::string_view packet) {
  append_frame(replies_, opcode::text, packet);
}

void connection::join() {
  if (room_ || name_.empty())
    return;
  room_ = &rooms_.find(name_);
  seat_ = room_->members.size();
  room_->members.push_back(this);
}

void connection::leave() {
  if (!room_)
    return;
  auto& members = room_->members;
  members.back()->seat_ = seat_;
  members[seat_] = members.back();
  members.pop_back();
  room_ = nullptr;
}

void connection::ping() {
  if (!open_)
    return;
  std::string bytes;
  append_frame(bytes, opcode::text, "2");
  send(bytes);
}

void connection::send(std::string_view bytes) {
  if (unsent_.empty()) {
    const auto count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count >= 0)
      bytes.remove_prefix(static_cast<std::size_t>(count));
    else if (errno != EAGAIN)
      return; // epoll tells of the end
    if (bytes.empty())
      return;
    wait_for_writable(true);
  }
  unsent_.append(bytes);
  if (unsent_.size() > most_unsent)
    shutdown(fd_, SHUT_RDWR);
}

void connection::on_writable() {
  const std::string bytes = std::move(unsent_);
  unsent_.clear();
  send(bytes);
  if (unsent_.empty())
    wait_for_writable(false);
}

void connection::wait_for_writable(bool wanted) {
  epoll_event what{};
  what.events = wanted ? EPOLLIN | EPOLLOUT : EPOLLIN;
  what.data.fd = fd_;
  epoll_ctl(poll_, EPOLL_CTL_MOD, fd_, &what);
}

} // namespace troupe::bench
