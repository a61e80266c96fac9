#include "config/line_budget.hpp"

namespace troupe::log {

namespace {

constexpr unsigned second_bits = 32;

constexpr std::uint32_t second_of(std::uint64_t taken) {
  return static_cast<std::uint32_t>(taken >> second_bits);
}

/// Also where the seconds have begun anew.
constexpr bool is_later(std::uint32_t a, std::uint32_t b) {
  return static_cast<std::int32_t>(a - b) > 0;
}

} // namespace

bool line_budget::take(std::uint32_t second, std::uint32_t most) noexcept {
  if (count(second) <= most)
    return true;
  refused_.fetch_add(1, std::memory_order_relaxed);
  return false;
}

/// Which line of its second this is, from 1. One that comes late, from a thread
/// that was held up, counts in the second that others have begun.
std::uint32_t line_budget::count(std::uint32_t second) noexcept {
  auto taken = taken_.load(std::memory_order_relaxed);
  while (is_later(second, second_of(taken))) {
    const auto first = (std::uint64_t{second} << second_bits) + 1;
    if (taken_.compare_exchange_weak(taken, first, std::memory_order_relaxed))
      return 1;
  }
  return static_cast<std::uint32_t>(
           taken_.fetch_add(1, std::memory_order_relaxed)) +
         1;
}

} // namespace troupe::log
