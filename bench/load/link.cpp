#include "bench/load/link.hpp"

#include "bench/load/epoll.hpp"

#include <atomic>
#include <cerrno>
#include <cstdio>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace troupe::bench {

namespace {

void say_once(std::atomic<bool>& said, const char* what) {
  if (!said.exchange(true))
    std::perror(what);
}

void set(int fd, int level, int option) noexcept {
  const int on = 1;
  setsockopt(fd, level, option, &on, sizeof on);
}

sockaddr_in make_address(std::uint32_t address, std::uint16_t port) noexcept {
  sockaddr_in made{};
  made.sin_family = AF_INET;
  made.sin_port = htons(port);
  made.sin_addr.s_addr = htonl(address);
  return made;
}

void bind_source(int fd, const addresses& where, std::uint32_t nth) noexcept {
  // The kernel then picks the port in connect(), by the whole four-tuple.
  set(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT);
  const auto source =
    make_address(where.source_base + nth % where.source_count, 0);
  bind(fd, reinterpret_cast<const sockaddr*>(&source), sizeof source);
}

} // namespace

bool connect(
  link& opened, const addresses& where, std::uint32_t nth, epoll& events) {
  static std::atomic<bool> said_socket{false};
  static std::atomic<bool> said_connect{false};
  opened.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (!opened.open()) {
    say_once(said_socket, "socket");
    return false;
  }
  set(opened.fd, IPPROTO_TCP, TCP_NODELAY);
  if (where.source_count > 0)
    bind_source(opened.fd, where, nth);
  const auto target = make_address(where.target, where.port);
  const auto result = ::connect(
    opened.fd, reinterpret_cast<const sockaddr*>(&target), sizeof target);
  if (result < 0 && errno != EINPROGRESS) {
    say_once(said_connect, "connect");
    return false;
  }
  opened.connecting = result < 0;
  events.add(opened);
  return true;
}

bool connected(link& dialed, epoll& events) {
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(dialed.fd, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0)
    return false;
  dialed.connecting = false;
  events.watch_out(dialed, false);
  return true;
}

void send(link& to, std::string_view bytes, epoll& events) {
  if (to.unsent && !to.unsent->empty()) {
    to.unsent->append(bytes);
    return;
  }
  auto sent =
    ::send(to.fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent == static_cast<ssize_t>(bytes.size())) [[likely]]
    return;
  if (sent < 0 && errno != EAGAIN && errno != EINTR)
    return;
  if (sent > 0)
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  if (!to.unsent)
    to.unsent = std::make_unique<std::string>();
  to.unsent->append(bytes);
  if (!to.watches_out)
    events.watch_out(to, true);
}

void flush(link& to, epoll& events) {
  if (to.unsent && !to.unsent->empty()) {
    const auto sent = ::send(
      to.fd, to.unsent->data(), to.unsent->size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0)
      return;
    to.unsent->erase(0, static_cast<std::size_t>(sent));
    if (!to.unsent->empty())
      return;
  }
  if (to.watches_out)
    events.watch_out(to, false);
}

void close(link& closed) noexcept {
  if (closed.open())
    ::close(closed.fd);
  closed.fd = -1;
  closed.connecting = false;
  closed.watches_out = false;
  closed.unsent.reset();
}

void reset(link& closed) noexcept {
  if (!closed.open())
    return;
  const linger at_once{1, 0};
  setsockopt(closed.fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close(closed);
}

} // namespace troupe::bench
