#include "net/socket_pair.hpp"

#include <array>
#include <sys/socket.h>

namespace troupe::net {

std::optional<socket_pair> make_socket_pair() {
  std::array<int, 2> ends{};
  constexpr int type = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
  if (::socketpair(AF_UNIX, type, 0, ends.data()) != 0)
    return std::nullopt;
  return socket_pair{
    std::make_unique<stream>(ends[0]), std::make_unique<stream>(ends[1])};
}

} // namespace troupe::net
