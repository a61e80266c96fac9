#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace troupe::bench {

/// What a thread counts.
enum class count : std::size_t {
  up,     ///< clients that came into their namespace
  failed, ///< clients that did not; the reasons follow
  fail_connect,
  fail_http,
  fail_sio,
  fail_timeout,
  fail_early,
  closed, ///< by the server, after they were up
  ws_closes,
  packets,
  bytes,
  reads, ///< of connections that packets come on
  deliveries,
  published,
  expected,  ///< deliveries
  completed, ///< messages that the whole room has
  duplicates,
  late,
  gaps,
  unmarked,
  wrong_room,
  asked, ///< echoes
  acks,
  bad_acks,
  said, ///< mixed: own messages that came back
  rejoined,
  pings,
  ws_pings,
  other,
  cycles,
  stalls,
  skipped, ///< what was due while the client was still busy
  protocol_errors,
  busy_ns,
  kinds,
};

constexpr auto count_kinds = static_cast<std::size_t>(count::kinds);

/// The counts at one moment, or between two.
class tally {
public:
  std::uint64_t& operator[](count what) noexcept {
    return values_[static_cast<std::size_t>(what)];
  }
  std::uint64_t operator[](count what) const noexcept {
    return values_[static_cast<std::size_t>(what)];
  }
  tally& operator+=(const tally& other) noexcept {
    for (std::size_t i = 0; i < count_kinds; ++i)
      values_[i] += other.values_[i];
    return *this;
  }
  tally& operator-=(const tally& other) noexcept {
    for (std::size_t i = 0; i < count_kinds; ++i)
      values_[i] -= other.values_[i];
    return *this;
  }

private:
  std::array<std::uint64_t, count_kinds> values_{};
};

/// Counts that one thread writes and any may read. Costs what a plain integer
/// costs: nothing is locked.
class counters {
public:
  void add(count what, std::uint64_t n = 1) noexcept {
    auto& value = values_[static_cast<std::size_t>(what)];
    value.store(
      value.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
  }
  std::uint64_t operator[](count what) const noexcept {
    return values_[static_cast<std::size_t>(what)].load(
      std::memory_order_relaxed);
  }
  tally snapshot() const noexcept {
    tally now;
    for (std::size_t i = 0; i < count_kinds; ++i)
      now[static_cast<count>(i)] = (*this)[static_cast<count>(i)];
    return now;
  }

private:
  std::array<std::atomic<std::uint64_t>, count_kinds> values_{};
};

} // namespace troupe::bench
