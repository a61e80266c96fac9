#include "actors/hosting/activity.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace troupe::actors {

namespace {

constexpr double smallest_us = 0.25;

} // namespace

std::size_t activity::bucket_of(clock::duration time) noexcept {
  const double us = std::chrono::duration<double, std::micro>{time}.count();
  if (us <= smallest_us)
    return 0;
  const auto at = static_cast<std::size_t>(2 * std::log2(us / smallest_us));
  return std::min(at, buckets - 1);
}

void activity::took(clock::duration time) noexcept {
  auto& counted = times_[bucket_of(time)];
  if (counted != UINT32_MAX)
    ++counted;
}

/// The middle of the bucket, on the scale that the buckets have.
double activity::quantile(double part) const noexcept {
  const auto all =
    std::accumulate(times_.begin(), times_.end(), std::uint64_t{0});
  if (all == 0)
    return 0;
  const auto wanted = std::ceil(part * static_cast<double>(all));
  double seen = 0;
  std::size_t at = 0;
  for (; at + 1 < buckets; ++at)
    if ((seen += times_[at]) >= wanted)
      break;
  return smallest_us * std::exp2((static_cast<double>(at) + 0.5) / 2);
}

activity::figures activity::look(clock::time_point now) noexcept {
  const figures seen{per_second_, quantile(0.5), quantile(0.99)};
  const std::chrono::duration<double> since{now - looked_};
  if (since < std::chrono::seconds{1})
    return seen;
  per_second_ = static_cast<double>(handled_ - handled_then_) / since.count();
  handled_then_ = handled_;
  looked_ = now;
  for (auto& counted : times_)
    counted -= counted / 2; // one alone is not forgotten
  return {per_second_, seen.p50_us, seen.p99_us};
}

} // namespace troupe::actors
