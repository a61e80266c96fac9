#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace troupe::actors {

/// How busy an actor is, or all of a kind on one thread. Pure: time is an
/// argument. Not for several threads at once.
class activity {
public:
  using clock = std::chrono::steady_clock;

  explicit activity(clock::time_point born = clock::now())
    : looked_{born} {}

  /// Counts a message. True if it shall be timed: reading the clock twice costs
  /// as much as a short handler, so that is one in eight but for the first.
  bool begin() noexcept {
    ++handled_;
    return handled_ <= 64 || handled_ % 8 == 0;
  }
  /// A message that was to be timed has taken so long.
  void took(clock::duration time) noexcept;

  std::uint64_t handled() const noexcept { return handled_; }

  struct figures {
    double per_second = 0; ///< since the last look, a second ago at least
    double p50_us = 0;     ///< microseconds, within a fifth
    double p99_us = 0;
  };
  /// What it has been like lately: at each look, what was timed before counts
  /// half.
  figures look(clock::time_point now) noexcept;

private:
  /// Two per octave, from 2^-2 µs up to about a second.
  static constexpr std::size_t buckets = 44;

  static std::size_t bucket_of(clock::duration time) noexcept;
  double quantile(double part) const noexcept;

  std::uint64_t handled_ = 0;
  std::uint64_t handled_then_ = 0;
  clock::time_point looked_;
  double per_second_ = 0;
  std::array<std::uint32_t, buckets> times_{};
};

/// The same for one of many actors of a thread, which share the times.
class shared_activity {
public:
  /// Must outlive this; set before the first message.
  void share(activity& with) noexcept { all_ = &with; }

  bool begin() noexcept {
    ++handled_;
    return all_->begin();
  }
  void took(activity::clock::duration time) noexcept { all_->took(time); }
  std::uint64_t handled() const noexcept { return handled_; }

private:
  activity* all_ = nullptr;
  std::uint64_t handled_ = 0;
};

} // namespace troupe::actors
