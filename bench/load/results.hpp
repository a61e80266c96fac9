#pragma once

#include "bench/load/counters.hpp"
#include "bench/load/figures.hpp"
#include "bench/load/machine_usage.hpp"
#include "bench/load/server_usage.hpp"

#include <cstdint>
#include <vector>

namespace troupe::bench {

/// One measured window.
struct window_figures {
  double rate = 0;    ///< what the mode is about, per second
  double per_cpu = 0; ///< and per second of the server's CPU time
};

/// What is sent and not completely answered; sampled every 10 ms.
struct backlog_figures {
  std::uint64_t highest = 0; ///< while it was measured
  std::uint64_t end = 0;     ///< when it was no longer
};

/// All that a run has found.
struct results {
  double seconds = 0; ///< all windows together
  double dial_seconds = 0;
  std::uint64_t connected = 0; ///< once all had dialed, as the next
  std::uint64_t failed = 0;
  tally measured; ///< in the windows
  tally whole;
  std::vector<window_figures> windows;
  backlog_figures backlog;
  bool moving = false;       ///< messages still came at the end of the drain
  std::uint64_t missing = 0; ///< mixed: never came behind a member's last one
  latencies spent;

  server_usage server_before;
  server_usage server_dialed;
  server_usage server_settled;
  server_usage server_begin;
  server_usage server_end;
  server_usage server_drained;
  kernel_memory kernel_before;
  kernel_memory kernel_settled;
  kernel_memory kernel_drained;
  std::vector<cpu_usage> cpus_begin;
  std::vector<cpu_usage> cpus_end;
  double own_cpu = 0; ///< seconds

  /// The server's CPU seconds in the windows.
  double server_cpu() const noexcept {
    return server_end.cpu_s() - server_begin.cpu_s();
  }
};

} // namespace troupe::bench
