#pragma once

#include "bench/load/pace.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace troupe::bench {

/// Which client of a thread dials next, and when: so many at a time and, if
/// wished, so many a second. No I/O.
class dial_queue {
public:
  /// At most `in_flight` dials at a time, `per_second` if above 0.
  dial_queue(std::uint32_t in_flight, double per_second) noexcept
    : most_{in_flight}
    , per_second_{per_second} {}

  /// Begins with the clients [first, end) in their order.
  void fill(std::uint32_t first, std::uint32_t end, std::uint64_t now);
  /// Puts one in front.
  void add(std::uint32_t client) { waiting_.push_back(client); }
  /// Returns who dials now, which counts as in flight until `done`.
  std::optional<std::uint32_t> next(std::uint64_t now);
  void done() noexcept { --in_flight_; }

  /// True if somebody could dial as soon as the rate allows it.
  bool ready() const noexcept {
    return !waiting_.empty() && in_flight_ < most_;
  }
  std::uint32_t in_flight() const noexcept { return in_flight_; }
  std::uint64_t dialed() const noexcept { return dialed_; }

private:
  std::vector<std::uint32_t> waiting_; // the next one last
  pace pace_;
  std::uint32_t most_;
  std::uint32_t in_flight_ = 0;
  std::uint64_t dialed_ = 0;
  double per_second_;
};

} // namespace troupe::bench
