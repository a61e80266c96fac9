#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <mutex>
#include <vector>

namespace troupe::net {

/// Jobs that other threads have for a thread.
class job_inbox {
public:
  enum class outcome : std::uint8_t {
    first, ///< the thread has to be woken for it
    later, ///< it will be, for one before it
    closed ///< the job was not taken
  };

  /// Any thread.
  outcome put(void* job);
  /// Moves all that came to the end of `jobs`. The thread alone, which asks
  /// several times a turn, and mostly for nothing: without the mutex then. What
  /// comes just now is followed by a wake-up.
  void take(std::deque<void*>& jobs) {
    if (filled_.load(std::memory_order_acquire))
      take_all(jobs);
  }
  /// Takes nothing from here on. The thread alone, or after its end.
  void close();

private:
  void take_all(std::deque<void*>& jobs);

  std::atomic<bool> filled_ = false;
  std::mutex mutex_; // guards the two below
  std::vector<void*> jobs_;
  bool closed_ = false;
};

} // namespace troupe::net
