// The least that a chat over WebSocket can cost on this machine: no JSON is
// parsed, nothing is known but who is in which room, a message is framed once,
// and all that one turn of the loop says in a room goes to each member in one
// send. Stands for a bare WebSocket library with its publish/subscribe; it is
// no server to use.
//
// Listens on a free port of 127.0.0.1, which it prints, in one thread.

#include "bench/peers/bare_connection.hpp"

#include <array>
#include <chrono>
#include <iostream>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace {

using namespace std::chrono_literals;
using clock_type = std::chrono::steady_clock;

constexpr int backlog = 4096;
constexpr std::size_t buffer_bytes = 512 * 1024;
/// Each second the connections of one of these groups are pinged.
constexpr std::size_t ping_groups = 25;

class server {
public:
  server()
    : listener_{socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)}
    , poll_{epoll_create1(0)} {}

  /// The port, or 0 if there is none to be had.
  int listen_somewhere() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof(address);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (
      bind(listener_, generic, length) < 0 || listen(listener_, backlog) < 0 ||
      getsockname(listener_, generic, &length) < 0)
      return 0;
    watch(listener_);
    return ntohs(address.sin_port);
  }

  [[noreturn]] void run() {
    std::array<epoll_event, 1024> events{};
    auto next_ping = clock_type::now() + 1s;
    for (;;) {
      const int count = epoll_wait(poll_, events.data(), events.size(), 1000);
      for (int i = 0; i < count; ++i)
        on_event(events[static_cast<std::size_t>(i)]);
      rooms_.flush();
      if (clock_type::now() >= next_ping) {
        next_ping += 1s;
        ping_some();
      }
    }
  }

private:
  void watch(int fd) {
    epoll_event what{};
    what.events = EPOLLIN;
    what.data.fd = fd;
    epoll_ctl(poll_, EPOLL_CTL_ADD, fd, &what);
  }

  void on_event(const epoll_event& event) {
    const int fd = event.data.fd;
    if (fd == listener_)
      return accept_all();
    auto& client = clients_[static_cast<std::size_t>(fd)];
    if (!client)
      return;
    if (event.events & EPOLLOUT)
      client->on_writable();
    if (event.events & ~EPOLLOUT && !client->on_readable(buffer_))
      client.reset();
  }

  void accept_all() {
    for (;;) {
      const int fd = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK);
      if (fd < 0)
        return;
      const int yes = 1;
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
      const auto at = static_cast<std::size_t>(fd);
      if (clients_.size() <= at)
        clients_.resize(at + 1);
      clients_[at] =
        std::make_unique<troupe::bench::connection>(fd, poll_, rooms_);
      watch(fd);
    }
  }

  void ping_some() {
    ping_group_ = (ping_group_ + 1) % ping_groups;
    for (auto at = ping_group_; at < clients_.size(); at += ping_groups)
      if (clients_[at])
        clients_[at]->ping();
  }

  int listener_;
  int poll_;
  troupe::bench::rooms rooms_;
  std::vector<std::unique_ptr<troupe::bench::connection>>
    clients_; ///< by descriptor
  std::vector<char> buffer_ = std::vector<char>(buffer_bytes);
  std::size_t ping_group_ = 0;
};

} // namespace

int main() {
  server bare;
  const int port = bare.listen_somewhere();
  if (!port) {
    std::cerr << "bench-bare: cannot listen\n";
    return 1;
  }
  std::cout << "listening on http://127.0.0.1:" << port << std::endl;
  bare.run();
}
