#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <new>
#include <type_traits>
#include <vector>

namespace troupe::net {

using clock = std::chrono::steady_clock;

class timer_queue;

/// What a timer calls: a lambda that captures a pointer or two.
template <class F>
concept small_callback = std::invocable<F&> &&
                         std::is_trivially_copyable_v<F> &&
                         sizeof(F) <= 2 * sizeof(void*);

/// A deadline with a callback; part of the object that it is for, and small,
/// since each connection has one. Disarms itself when destroyed. Belongs to one
/// thread.
class timer {
public:
  template <small_callback F>
  explicit timer(F on_due)
    : call_{[](void* what) { (*static_cast<F*>(what))(); }} {
    new (what_) F{on_due};
  }
  timer(const timer&) = delete;
  timer& operator=(const timer&) = delete;
  ~timer() { disarm(); }

  bool armed() const noexcept { return queue_ != nullptr; }
  clock::time_point due() const noexcept { return due_; }
  void disarm() noexcept;

private:
  friend class timer_queue;
  alignas(void*) std::byte what_[2 * sizeof(void*)]; ///< the callback itself
  void (*call_)(void*);
  timer_queue* queue_ = nullptr;
  std::size_t place_ = 0;
  clock::time_point due_{};
};

/// The timers of one thread: a binary heap of pointers, so that an armed timer
/// costs one word and the next deadline is known exactly.
class timer_queue {
public:
  timer_queue() = default;
  timer_queue(const timer_queue&) = delete;
  timer_queue& operator=(const timer_queue&) = delete;
  ~timer_queue();

  /// Sets or moves a timer's deadline. O(log n), no allocation once grown.
  void arm(timer& t, clock::time_point due);

  /// Runs the callbacks that are due, each disarmed first; at most as many as
  /// were armed on entry. Returns how many ran.
  std::size_t run_due(clock::time_point now);

  bool empty() const noexcept { return heap_.empty(); }
  /// The earliest deadline; only if not empty.
  clock::time_point next() const noexcept { return heap_.front()->due_; }

private:
  friend class timer;
  void remove(timer& t) noexcept;
  void place(std::size_t at, timer* t) noexcept;
  void rise(std::size_t at) noexcept;
  void sink(std::size_t at) noexcept;

  std::vector<timer*> heap_;
};

} // namespace troupe::net
