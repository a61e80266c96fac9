#pragma once

#include <cstddef>
#include <filesystem>

namespace troupe::config {

/// Where the kernel says how much memory there is.
struct memory_sources {
  std::filesystem::path membership = "/proc/self/cgroup";
  std::filesystem::path groups = "/sys/fs/cgroup";
};

/// Bytes that this process may use: what its control group allows (version 2 or
/// 1, and every group around it), or what the machine has if that is less.
std::size_t usable_memory(const memory_sources& from = {});

} // namespace troupe::config
