#pragma once

#include "net/timer_queue.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

namespace troupe::net {

/// Whether an I/O thread goes on, and what it is at: for others, who cannot ask
/// one that is held up. The thread writes, any thread reads.
class thread_pulse {
public:
  /// A thread that has nothing to do turns once a second; one that has not
  /// turned for so long is held up.
  static constexpr std::chrono::milliseconds overdue{1'500};

  /// The thread has begun a turn.
  void turned(clock::time_point at) noexcept {
    turned_at_.store(at.time_since_epoch().count(), std::memory_order_relaxed);
  }
  /// It goes over to `what`: a part of its turn, or a kind of actor. A literal.
  void begins(const char* what) noexcept {
    doing_.store(what, std::memory_order_relaxed);
  }

  clock::rep last_turn() const noexcept {
    return turned_at_.load(std::memory_order_relaxed);
  }
  bool is_held_up(clock::time_point now) const noexcept {
    return now.time_since_epoch().count() - last_turn() >
           clock::duration{overdue}.count();
  }
  const char* doing() const noexcept {
    return doing_.load(std::memory_order_relaxed);
  }
  /// The event whose handler runs, cut at 31 bytes; empty if none does.
  std::string event() const;

  /// The pulse of the calling thread; null if it is no I/O thread.
  static thread_pulse* current() noexcept;
  /// Makes it that of the calling thread.
  void belongs_here() noexcept;

  /// As long as one lives, the calling thread is in a handler of `event`.
  class in_handler {
  public:
    explicit in_handler(std::string_view event) noexcept
      : of_{current()} {
      if (of_)
        of_->note(event);
    }
    ~in_handler() {
      if (of_)
        of_->event_.front().store(0, std::memory_order_relaxed);
    }
    in_handler(const in_handler&) = delete;
    in_handler& operator=(const in_handler&) = delete;

  private:
    thread_pulse* of_;
  };

private:
  void note(std::string_view event) noexcept;

  std::atomic<clock::rep> turned_at_{clock::now().time_since_epoch().count()};
  std::atomic<const char*> doing_{"start"};
  std::array<std::atomic<std::uint64_t>, 4> event_{}; ///< zeros behind it
};

} // namespace troupe::net
