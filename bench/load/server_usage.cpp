#include "bench/load/server_usage.hpp"

#include "bench/load/proc_file.hpp"

#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <unistd.h>

namespace troupe::bench {

namespace {

/// What /proc/PID/stat says behind the name, which may hold anything.
std::string stat_of(const std::string& pid) {
  const auto text = read_proc("/proc/" + pid + "/stat");
  const auto name_end = text.rfind(')');
  return name_end == text.npos ? "" : text.substr(name_end + 1);
}

std::set<int> with_descendants(std::span<const int> roots) {
  std::set<int> found(roots.begin(), roots.end());
  if (roots.empty())
    return found;
  std::multimap<int, int> children;
  each_entry("/proc", [&](const char* name) {
    int parent = 0;
    const auto pid = std::atoi(name);
    if (pid > 0 && std::sscanf(stat_of(name).c_str(), " %*c %d", &parent) == 1)
      children.emplace(parent, pid);
  });
  std::vector<int> open(roots.begin(), roots.end());
  while (!open.empty()) {
    const auto [begin, end] = children.equal_range(open.back());
    open.pop_back();
    for (auto child = begin; child != end; ++child)
      if (found.insert(child->second).second)
        open.push_back(child->second);
  }
  return found;
}

void add_cpu(server_usage& sum, const std::string& pid) {
  unsigned long long user = 0;
  unsigned long long system = 0;
  std::sscanf(
    stat_of(pid).c_str(),
    " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu", &user, &system);
  sum.stat_s += static_cast<double>(user + system) /
                static_cast<double>(sysconf(_SC_CLK_TCK));
  const auto tasks = "/proc/" + pid + "/task";
  each_entry(tasks, [&](const char* name) {
    const auto text = read_proc(tasks + '/' + name + "/schedstat");
    sum.exec_s +=
      static_cast<double>(std::strtoull(text.c_str(), nullptr, 10)) / 1e9;
    ++sum.threads;
  });
}

void add_memory(server_usage& sum, const std::string& pid) {
  const auto base = "/proc/" + pid;
  const auto maps = read_proc(base + "/smaps_rollup");
  sum.rss += field(read_proc(base + "/status"), "VmRSS");
  sum.pss += field(maps, "Pss");
  sum.anonymous += field(maps, "Anonymous");
  sum.unshared += field(maps, "Private_Dirty") + field(maps, "Private_Clean");
  each_entry(base + "/fd", [&](const char*) { ++sum.descriptors; });
}

} // namespace

server_usage measure_server(std::span<const int> roots, bool memory) {
  server_usage sum;
  for (const auto process : with_descendants(roots)) {
    const auto pid = std::to_string(process);
    if (stat_of(pid).empty())
      continue;
    ++sum.processes;
    add_cpu(sum, pid);
    if (memory)
      add_memory(sum, pid);
  }
  return sum;
}

} // namespace troupe::bench
