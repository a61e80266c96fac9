#pragma once

#include "bench/load/clock.hpp"

#include <cstdint>

namespace troupe::bench {

/// The times at which an open loop sends: evenly spaced from a start, whatever
/// the server does. Times are those of `now_ns()`.
class pace {
public:
  pace() = default;
  pace(double per_second, std::uint64_t start) noexcept
    : per_second_{per_second}
    , start_{start} {}

  bool running() const noexcept { return per_second_ > 0; }
  /// How many have been taken.
  std::uint64_t taken() const noexcept { return taken_; }
  /// The intended time of the next one; only if running.
  std::uint64_t next() const noexcept {
    return start_ + static_cast<std::uint64_t>(
                      static_cast<double>(taken_) * 1e9 / per_second_);
  }
  bool due(std::uint64_t now) const noexcept {
    return running() && next() <= now;
  }
  void take() noexcept { ++taken_; }

private:
  double per_second_ = 0;
  std::uint64_t start_ = 0;
  std::uint64_t taken_ = 0;
};

} // namespace troupe::bench
