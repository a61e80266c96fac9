#pragma once

#include <cstdint>
#include <span>

namespace troupe::bench {

/// What the processes of the server have used; memory in KiB.
struct server_usage {
  double stat_s = 0; ///< utime + stime, in ticks of 10 ms
  double exec_s = 0; ///< schedstat of all threads, in nanoseconds
  std::uint64_t rss = 0;
  std::uint64_t pss = 0;
  std::uint64_t anonymous = 0;
  std::uint64_t unshared = 0;
  int processes = 0;
  int threads = 0;
  int descriptors = 0;

  /// The better one of the two. A kernel may lack schedstat.
  double cpu_s() const noexcept { return exec_s > 0 ? exec_s : stat_s; }
};

/// Adds up `roots` and all that descends from them. Memory and descriptors take
/// longer to read and may be left out.
server_usage measure_server(std::span<const int> roots, bool memory);

} // namespace troupe::bench
