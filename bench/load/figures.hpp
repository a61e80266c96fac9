#pragma once

#include "bench/load/counters.hpp"
#include "bench/load/histogram.hpp"

#include <cstdint>

namespace troupe::bench {

/// What things took, in nanoseconds.
struct latencies {
  histogram connect;   ///< from the dial to the answer of the namespace
  histogram latency;   ///< of a delivery, a round trip, a leave
  histogram fanout;    ///< until the whole room has a message
  histogram own;       ///< mixed: until a message is back at its sender
  histogram echo;      ///< mixed: of a round trip
  histogram reconnect; ///< mixed: from the leave to being back

  void merge(const latencies& other) noexcept {
    connect.merge(other.connect);
    latency.merge(other.latency);
    fanout.merge(other.fanout);
    own.merge(other.own);
    echo.merge(other.echo);
    reconnect.merge(other.reconnect);
  }
};

/// What one thread measures. The counts may be read at any time, the rest once
/// the thread has ended.
struct figures {
  counters counted;
  latencies spent;
  bool measuring = false;
  std::uint64_t now = 0; ///< when the last read() returned
};

} // namespace troupe::bench
