#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <iterator>
#include <mutex>
#include <utility>
#include <vector>

namespace troupe::net {

/// Jobs that other threads have for a thread.
template <class Job>
class job_inbox {
public:
  enum class outcome : std::uint8_t {
    first, ///< the thread has to be woken for it
    later, ///< it will be, for one before it
    closed ///< the job was not taken
  };

  /// Any thread.
  outcome put(Job job) {
    const std::lock_guard guard{mutex_};
    if (closed_)
      return outcome::closed;
    const bool first = jobs_.empty();
    jobs_.push_back(std::move(job));
    filled_.store(true, std::memory_order_release);
    return first ? outcome::first : outcome::later;
  }

  /// Moves all that came to the end of `jobs`. The thread alone, which asks
  /// several times a turn, and mostly for nothing: without the mutex then. What
  /// comes just now is followed by a wake-up.
  void take(std::deque<Job>& jobs) {
    if (!filled_.load(std::memory_order_acquire))
      return;
    const std::lock_guard guard{mutex_};
    std::move(jobs_.begin(), jobs_.end(), std::back_inserter(jobs));
    jobs_.clear();
    filled_.store(false, std::memory_order_relaxed);
  }

  /// Takes nothing from here on. The thread alone, or after its end.
  void close() {
    const std::lock_guard guard{mutex_};
    closed_ = true;
  }

private:
  std::atomic<bool> filled_ = false;
  std::mutex mutex_; // guards the two below
  std::vector<Job> jobs_;
  bool closed_ = false;
};

} // namespace troupe::net
