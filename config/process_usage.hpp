#pragma once

#include <cstdint>
#include <string_view>

namespace troupe::config {

/// What this process has used so far, as the kernel counts it.
struct process_usage {
  double cpu_seconds = 0;
  double start_time = 0; ///< seconds since the epoch
  std::uint64_t virtual_bytes = 0;
  std::uint64_t resident_bytes = 0;
  std::uint64_t open_fds = 0;
  std::uint64_t max_fds = 0; ///< 0 = no limit
};

/// What /proc counts in.
struct proc_units {
  double ticks_per_second = 100;
  std::uint64_t page_bytes = 4096;
};

/// Reads the line of /proc/self/stat (proc(5)), all but descriptors. What is
/// not there stays 0. Pure.
process_usage read_proc_stat(
  std::string_view stat, double boot_time, const proc_units& units);
/// The seconds of the line `btime` of /proc/stat; 0 without one. Pure.
double read_boot_time(std::string_view stat);

/// Of now. Any thread; /proc is no disk.
process_usage current_usage();

} // namespace troupe::config
