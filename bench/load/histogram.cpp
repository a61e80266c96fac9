#include "bench/load/histogram.hpp"

#include <cmath>

namespace troupe::bench {

void histogram::merge(const histogram& other) noexcept {
  for (std::size_t i = 0; i < steps_.size(); ++i)
    steps_[i] += other.steps_[i];
  count_ += other.count_;
  sum_ += other.sum_;
  highest_ = std::max(highest_, other.highest_);
}

double histogram::mean() const noexcept {
  return count_ ? static_cast<double>(sum_) / static_cast<double>(count_) : 0;
}

double histogram::percentile(double percent) const noexcept {
  if (count_ == 0)
    return 0;
  const auto wanted = std::max<std::uint64_t>(
    1, static_cast<std::uint64_t>(
         std::ceil(static_cast<double>(count_) * percent / 100.0)));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    seen += steps_[i];
    if (seen >= wanted)
      return static_cast<double>(std::min(value_of(i), highest_));
  }
  return static_cast<double>(highest_);
}

std::uint64_t histogram::value_of(std::size_t step) noexcept {
  if (step < per_power)
    return step;
  const auto power = (step >> bits) + bits - 1;
  return (per_power + (step & (per_power - 1))) << (power - bits);
}

} // namespace troupe::bench
