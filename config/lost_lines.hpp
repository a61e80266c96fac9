#pragma once

#include "config/event_budgets.hpp"

#include <chrono>
#include <cstdint>
#include <vector>

namespace troupe::log {

/// Tells the log which of its lines are missing. One thread at a time.
class lost_lines {
public:
  using clock = std::chrono::steady_clock;

  /// How often at most it says that lines were dropped: it falls behind by more
  /// of them.
  static constexpr auto between_reports = std::chrono::seconds{5};

  /// How many of `dropped`, all that were since the start, are to be reported
  /// at `now`; 0 = none, or not yet.
  std::uint64_t due(std::uint64_t dropped, clock::time_point now) noexcept;
  /// The same, without waiting.
  std::uint64_t rest(std::uint64_t dropped) noexcept;

private:
  std::uint64_t told_ = 0;
  clock::time_point next_{};
};

/// One line for each event, and one for what was dropped unless that is 0.
void tell(const std::vector<left_out>& suppressed, std::uint64_t dropped);

} // namespace troupe::log
