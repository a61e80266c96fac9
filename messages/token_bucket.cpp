#include "messages/token_bucket.hpp"

#include <algorithm>
#include <cmath>

namespace troupe::messages {

namespace {

using seconds = std::chrono::duration<double>;

/// Sums of fractions of a token come out a little less than whole.
constexpr double almost = 1e-6;
constexpr seconds longest{3600};

} // namespace

void token_bucket::refill(
  const token_rate& at, clock::time_point now) noexcept {
  const seconds passed = now - since_;
  since_ = now;
  if (passed.count() > 0)
    missing_ = std::max(0.0, missing_ - passed.count() * at.per_second);
}

double
token_bucket::tokens(const token_rate& at, clock::time_point now) noexcept {
  refill(at, now);
  return at.burst - missing_ + almost;
}

void token_bucket::take(
  double count, const token_rate& at, clock::time_point now) noexcept {
  refill(at, now);
  missing_ += count;
}

bool token_bucket::try_take(
  const token_rate& at, clock::time_point now) noexcept {
  if (tokens(at, now) < 1)
    return false;
  missing_ += 1;
  return true;
}

token_bucket::clock::duration token_bucket::wait_for(
  double wanted, const token_rate& at, clock::time_point now) noexcept {
  const auto lacking = std::min(wanted, at.burst) - tokens(at, now);
  if (lacking <= 0)
    return {};
  const seconds wait{lacking / at.per_second};
  return std::chrono::ceil<std::chrono::microseconds>(std::min(wait, longest));
}

bool token_bucket::full(const token_rate& at, clock::time_point now) noexcept {
  refill(at, now);
  return missing_ <= almost;
}

} // namespace troupe::messages
