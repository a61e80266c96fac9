#pragma once

#include <atomic>
#include <cstdint>

namespace troupe::log {

/// How many lines of one kind may be written within a second. Any thread;
/// lock-free.
class line_budget {
public:
  /// Counts a line of `second`, of any clock that does not go back. True if it
  /// is one of the first `most` of that second.
  bool take(std::uint32_t second, std::uint32_t most) noexcept;
  /// The lines so far for which `take` said false.
  std::uint64_t refused() const noexcept {
    return refused_.load(std::memory_order_relaxed);
  }

private:
  std::uint32_t count(std::uint32_t second) noexcept;

  std::atomic<std::uint64_t> taken_{0}; ///< second, and lines in it
  std::atomic<std::uint64_t> refused_{0};
};

} // namespace troupe::log
