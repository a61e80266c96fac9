#pragma once

#include "tests/support/websocket_bytes.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace troupe::tests {

/// A Socket.IO client at one end of a pair of sockets, without any waiting:
/// what has come, has come.
class websocket_client {
public:
  websocket_client() {
    std::array<int, 2> ends{};
    if (
      ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()) == 0) {
      fd_ = ends[0];
      other_end_ = ends[1];
    }
  }
  websocket_client(const websocket_client&) = delete;
  websocket_client& operator=(const websocket_client&) = delete;
  ~websocket_client() { hang_up(); }

  /// The server's end, which is given away.
  int other_end() const noexcept { return other_end_; }

  void ask_for_session(const std::string& path = "/socket.io/") {
    write(
      "GET " + path +
      "?EIO=4&transport=websocket HTTP/1.1\r\n"
      "Host: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
      "Sec-WebSocket-Version: 13\r\n\r\n");
  }
  void send(std::string_view packet) {
    write(client_frame(fin | text, packet));
  }
  void hang_up() {
    if (fd_ >= 0)
      ::close(std::exchange(fd_, -1));
  }

  /// "what, came, …" since the last call; `HTTP 503`, `close` and `end` are
  /// not packets. Packets with ids in them are cut behind their type.
  std::string take() {
    read();
    std::string came = take_head();
    for (auto packet = next(); !packet.empty(); packet = next())
      came += (came.empty() ? "" : ", ") + packet;
    if (std::exchange(ended_, false))
      came += came.empty() ? "end" : ", end";
    return came;
  }

private:
  void write(std::string_view bytes) {
    // Short of a full buffer the socket takes it whole.
    [[maybe_unused]] const auto written =
      ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }
  void read() {
    std::array<char, 4096> buffer{};
    for (;;) {
      const auto n = ::recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
      if (n <= 0) {
        ended_ = n == 0;
        return;
      }
      input_.append(buffer.data(), static_cast<std::size_t>(n));
    }
  }
  std::string take_head() {
    if (!input_.starts_with("HTTP/1.1 "))
      return {};
    auto status = "HTTP " + input_.substr(9, 3);
    if (status == "HTTP 101")
      input_.erase(0, input_.find("\r\n\r\n") + 4);
    else
      input_.clear();
    return status;
  }
  /// The next frame's payload; frames of a server are final and not masked.
  std::string next() {
    if (input_.size() < 4 && (input_.size() < 2 || input_[1] == 126))
      return {};
    const auto at = [this](std::size_t i) {
      return static_cast<unsigned char>(input_[i]);
    };
    const bool longer = at(1) == 126;
    const std::size_t head = longer ? 4 : 2;
    const std::size_t size = longer ? at(2) * 256U + at(3) : at(1);
    if (input_.size() < head + size)
      return {}; // the rest is on its way
    auto payload = input_.substr(head, size);
    const bool closes = (at(0) & 15U) == closing;
    input_.erase(0, head + size);
    if (closes)
      return "close";
    return payload.substr(0, payload.find('{'));
  }

  int fd_ = -1;
  int other_end_ = -1;
  std::string input_;
  bool ended_ = false;
};

} // namespace troupe::tests
