#pragma once

#include "messages/rooms.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace troupe::actors {

/// Where broadcasts begin their way to the sockets: over adapters, rooms and
/// dispatchers, whose mailboxes have no bound of their own. What is on the way
/// is bounded here. One per server, any thread.
class publish_gate {
public:
  void set_bound(std::size_t bytes) noexcept { bound_ = bytes; }

  enum class passage : std::uint8_t {
    open,
    crowded, ///< it passes, but who says so much should be heard less
    closed,  ///< it does not pass: twice the bound is on the way
  };
  /// Counts it as being on the way from now on; one that does not pass is
  /// counted as dropped, and told of in the log.
  passage enter(const messages::broadcast& what) noexcept;

  /// More than the bound is on the way.
  bool crowded() const noexcept {
    return messages::bytes_on_the_way() > bound_.load();
  }
  /// Half of the bound is free again.
  bool relieved() const noexcept {
    return messages::bytes_on_the_way() <= bound_.load() / 2;
  }

private:
  std::atomic<std::size_t> bound_{std::numeric_limits<std::size_t>::max() / 2};
  std::atomic<std::uint64_t> dropped_{0};
};

} // namespace troupe::actors
