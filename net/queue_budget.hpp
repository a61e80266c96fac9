#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace troupe::net {

/// How much may wait for all clients together; above it no more of them are
/// taken in, until it is below nine tenths of that. One per server, any thread.
///
/// What waits is what `troupe_engine_send_queue_bytes` shows: of a message that
/// many wait for, each counts it.
class queue_budget {
public:
  void set_limit(std::size_t bytes) noexcept { limit_ = bytes; }
  /// Looks, and says in log and metrics when that has changed.
  bool exceeded();

  enum class change : std::uint8_t { none, exceeded, relieved };
  /// The same for what is said to wait, without a word to anybody.
  change update(std::size_t waiting) noexcept;

private:
  std::atomic<std::size_t> limit_{std::numeric_limits<std::size_t>::max()};
  std::atomic<bool> exceeded_{false};
};

} // namespace troupe::net
