#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace troupe::bench {

/// Counts values by size, in 64 steps per power of two: what it tells of them
/// is at most 1.6 % too low. Belongs to one thread.
class histogram {
public:
  void add(std::uint64_t value) noexcept {
    ++steps_[step_of(value)];
    ++count_;
    sum_ += value;
    highest_ = std::max(highest_, value);
  }
  void merge(const histogram& other) noexcept;

  std::uint64_t count() const noexcept { return count_; }
  std::uint64_t highest() const noexcept { return highest_; }
  /// 0 if nothing was added, as all that follow.
  double mean() const noexcept;
  /// The value that `percent` of all values do not exceed.
  double percentile(double percent) const noexcept;

private:
  static constexpr unsigned bits = 6;
  static constexpr std::uint64_t per_power = 1u << bits;

  static std::size_t step_of(std::uint64_t value) noexcept {
    if (value < per_power)
      return value;
    const unsigned power = 63u - static_cast<unsigned>(std::countl_zero(value));
    return (static_cast<std::size_t>(power - bits + 1) << bits) +
           ((value >> (power - bits)) & (per_power - 1));
  }
  static std::uint64_t value_of(std::size_t step) noexcept;

  std::vector<std::uint64_t> steps_ =
    std::vector<std::uint64_t>((64 - bits + 1) << bits);
  std::uint64_t count_ = 0;
  std::uint64_t sum_ = 0;
  std::uint64_t highest_ = 0;
};

} // namespace troupe::bench
