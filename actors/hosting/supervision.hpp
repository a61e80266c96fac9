#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

namespace troupe::actors {

/// How often a crashed actor is started again: at most 5 times in 10 s, after
/// 20 ms, then twice as long each time. Pure; time is an argument.
class restart_budget {
public:
  using clock = std::chrono::steady_clock;

  static constexpr std::size_t most = 5;
  static constexpr std::chrono::seconds within{10};
  static constexpr std::chrono::milliseconds first_delay{20};

  /// Counts a crash. How long to wait before the restart, or nothing if the
  /// budget is used up and the supervisor has to give up.
  std::optional<std::chrono::milliseconds> crashed(clock::time_point now);

  /// Restarts in all.
  std::uint64_t restarts() const noexcept { return restarts_; }

private:
  std::deque<clock::time_point> recent_;
  std::uint64_t restarts_ = 0;
};

} // namespace troupe::actors
