#pragma once

#include <string>
#include <vector>

namespace troupe::bench {

/// Pairs of connected TCP sockets on the loopback. Owns them.
class socket_fan {
public:
  /// Throws `std::system_error` if a pair cannot be made.
  socket_fan(int pairs, const std::string& congestion_control);
  socket_fan(const socket_fan&) = delete;
  socket_fan& operator=(const socket_fan&) = delete;
  ~socket_fan();

  /// Non-blocking, without Nagle's algorithm.
  const std::vector<int>& senders() const noexcept { return senders_; }
  const std::vector<int>& receivers() const noexcept { return receivers_; }

private:
  std::vector<int> senders_;
  std::vector<int> receivers_;
};

} // namespace troupe::bench
