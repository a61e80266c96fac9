#pragma once

#include "messages/cause.hpp"
#include "messages/token_bucket.hpp"

#include <chrono>
#include <cstddef>
#include <optional>

namespace troupe::net {

/// How much one client may send; 0 = no bound. Whoever is held to it looks
/// anew each time, since it may change.
struct inflow_limits {
  std::size_t events_per_second = 0; ///< packets
  std::size_t events_burst = 1;
  std::size_t bytes_per_second = 0;      ///< and as many at once
  std::chrono::milliseconds patience{0}; ///< 0 = for ever

  bool any() const noexcept {
    return events_per_second > 0 || bytes_per_second > 0;
  }
};

/// Measures what one client sends, and says when it shall not be listened to:
/// its bytes wait in the kernel then, at last with the client itself. Pure.
class inflow_meter {
public:
  using clock = std::chrono::steady_clock;

  /// How many packets may be handled now.
  std::size_t
  allowance(const inflow_limits& of, clock::time_point now) noexcept;
  /// Counts what has come and been handled, also if it is more than that.
  void take(
    std::size_t packets, std::size_t bytes, const inflow_limits& of,
    clock::time_point now) noexcept;
  /// How long nothing more shall be read, zero if not at all. Long enough for
  /// some packets, so that a fast client does not wake us for each.
  clock::duration wait(const inflow_limits& of, clock::time_point now) noexcept;

  /// What came of `hold`.
  struct verdict {
    messages::bound by; ///< what the client is above
    bool began = false; ///< it has not been just before
    bool over = false;  ///< for longer than it may
  };
  /// Nothing is read for `wait` from now on. A client that has not been held
  /// for a second begins anew.
  verdict hold(
    clock::duration wait, const inflow_limits& of,
    clock::time_point now) noexcept;

private:
  messages::token_bucket events_;
  messages::token_bucket bytes_;
  clock::time_point held_since_{};
  clock::time_point held_until_{};
};

/// Why a client is closed that was above a rate for too long.
messages::cause too_fast(const messages::bound& by, const inflow_limits& of);

} // namespace troupe::net
