#pragma once

#include "tests/support/test.hpp"

#include <array>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace troupe::tests {

/// Two sockets that are connected to each other, and do not block. Who is
/// tested takes the near one and closes it; the far one plays its client.
struct pair_of_sockets {
  pair_of_sockets() {
    std::array<int, 2> ends{};
    CAF_REQUIRE_EQUAL(
      ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()), 0);
    near = ends[0];
    far = ends[1];
  }
  pair_of_sockets(const pair_of_sockets&) = delete;
  pair_of_sockets& operator=(const pair_of_sockets&) = delete;
  ~pair_of_sockets() { hang_up(); }

  void hang_up() {
    if (far != -1)
      ::close(std::exchange(far, -1));
  }
  /// What has come at the far one; "." behind it is the end.
  std::string received() const {
    std::string all;
    std::array<char, 65'536> buffer;
    auto n = ::read(far, buffer.data(), buffer.size());
    for (; n > 0; n = ::read(far, buffer.data(), buffer.size()))
      all.append(buffer.data(), static_cast<std::size_t>(n));
    return n == 0 ? all + "." : all;
  }

  int near = -1;
  int far = -1;
};

} // namespace troupe::tests
