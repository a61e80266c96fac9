#include "bench/sendlimit/socket_fan.hpp"

#include <cerrno>
#include <cstdio>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace troupe::bench {

namespace {

int checked(int result, const char* what) {
  if (result < 0)
    throw std::system_error{errno, std::generic_category(), what};
  return result;
}

void raise_descriptors() {
  rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

/// Returns a listener; what it accepts inherits its congestion control.
int make_listener(const std::string& congestion_control, sockaddr_in& address) {
  const auto made = checked(socket(AF_INET, SOCK_STREAM, 0), "socket");
  const auto& name = congestion_control;
  if (!name.empty())
    checked(
      setsockopt(
        made, IPPROTO_TCP, TCP_CONGESTION, name.data(),
        static_cast<socklen_t>(name.size())),
      "congestion control");
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  checked(bind(made, generic, size), "bind");
  checked(getsockname(made, generic, &size), "getsockname");
  checked(listen(made, SOMAXCONN), "listen");
  return made;
}

} // namespace

socket_fan::socket_fan(int pairs, const std::string& congestion_control) {
  raise_descriptors();
  sockaddr_in address{};
  const auto listener = make_listener(congestion_control, address);
  const int on = 1;
  for (int i = 0; i < pairs; ++i) {
    receivers_.push_back(checked(socket(AF_INET, SOCK_STREAM, 0), "socket"));
    checked(
      connect(
        receivers_.back(), reinterpret_cast<sockaddr*>(&address),
        sizeof address),
      "connect");
    senders_.push_back(
      checked(accept4(listener, nullptr, nullptr, SOCK_NONBLOCK), "accept"));
    setsockopt(senders_.back(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  ::close(listener);
}

socket_fan::~socket_fan() {
  for (const auto* sockets : {&senders_, &receivers_})
    for (const auto fd : *sockets)
      ::close(fd);
}

} // namespace troupe::bench
