#pragma once

#include <chrono>

namespace troupe::messages {

/// How often something may happen.
struct token_rate {
  double per_second = 0; ///< over 0
  double burst = 1;      ///< at once, after a pause that was long enough
};

/// Tokens that are used up by what happens and come back with time. Pure: the
/// time comes in. Begins full, also where the rate is not known yet.
///
/// What has happened already may be taken where there are not enough: the
/// bucket is in debt then, and waits longer. Its rate may be another each time.
/// A clock that goes back gives nothing and takes nothing.
class token_bucket {
public:
  using clock = std::chrono::steady_clock;

  /// How many there are; below 0 in debt.
  double tokens(const token_rate& at, clock::time_point now) noexcept;
  /// Takes that many, also into debt.
  void take(double count, const token_rate& at, clock::time_point now) noexcept;
  /// Takes one if there is one.
  [[nodiscard]] bool
  try_take(const token_rate& at, clock::time_point now) noexcept;
  /// How long until there are `wanted`, at most the burst; zero if there are.
  /// An hour at most.
  clock::duration
  wait_for(double wanted, const token_rate& at, clock::time_point now) noexcept;
  /// Nothing would be lost by forgetting it.
  bool full(const token_rate& at, clock::time_point now) noexcept;

private:
  void refill(const token_rate& at, clock::time_point now) noexcept;

  double missing_ = 0; ///< of a full one
  clock::time_point since_{};
};

} // namespace troupe::messages
