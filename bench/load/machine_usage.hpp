#pragma once

#include <vector>

namespace troupe::bench {

/// What a CPU has done since it was started, in seconds.
struct cpu_usage {
  double busy = 0;
  double steal = 0;
  double softirq = 0;
};

/// By the number of the CPU.
std::vector<cpu_usage> measure_cpus();

/// What the kernel holds, in KiB.
struct kernel_memory {
  double tcp = 0;
  double slab = 0;
};

kernel_memory measure_kernel();

/// What this process has used of the CPUs, in seconds.
double own_cpu_s();

} // namespace troupe::bench
