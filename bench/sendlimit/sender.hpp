#pragma once

#include "bench/sendlimit/settings.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace troupe::bench {

/// A way to send one burst to each of many sockets.
class sender {
public:
  virtual ~sender() = default;

  /// Sends one burst to each. Returns how many did not take all of it.
  virtual std::uint64_t round() = 0;
};

/// The sockets must outlive the sender.
std::unique_ptr<sender>
make_plain_sender(const settings& chosen, const std::vector<int>& sockets);

/// Throws `std::system_error` if the kernel has no such ring.
std::unique_ptr<sender>
make_uring_sender(const settings& chosen, const std::vector<int>& sockets);

} // namespace troupe::bench
