#pragma once

#include <cstdint>

#include <time.h>

namespace troupe::bench {

constexpr std::uint64_t ns_per_second = 1'000'000'000;

/// Tells CLOCK_MONOTONIC in nanoseconds.
inline std::uint64_t now_ns() noexcept {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * ns_per_second +
         static_cast<std::uint64_t>(now.tv_nsec);
}

constexpr std::uint64_t to_ns(double seconds) noexcept {
  return static_cast<std::uint64_t>(seconds * 1e9);
}

constexpr double to_seconds(std::uint64_t ns) noexcept {
  return static_cast<double>(ns) / 1e9;
}

} // namespace troupe::bench
