#include "bench/load/machine_usage.hpp"

#include "bench/load/proc_file.hpp"

#include <array>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include <sys/resource.h>
#include <unistd.h>

namespace troupe::bench {

namespace {

/// In the order of /proc/stat (proc(5)).
enum column { user, nice, system, idle, iowait, irq, softirq, steal, columns };

void take_line(std::vector<cpu_usage>& found, const char* line) {
  // The first line is of all CPUs and has no number.
  if (
    std::strncmp(line, "cpu", 3) != 0 ||
    !std::isdigit(static_cast<unsigned char>(line[3])))
    return;
  std::size_t id = 0;
  std::array<unsigned long long, columns> t{};
  const auto read = std::sscanf(
    line, "cpu%zu %llu %llu %llu %llu %llu %llu %llu %llu", &id, &t[user],
    &t[nice], &t[system], &t[idle], &t[iowait], &t[irq], &t[softirq],
    &t[steal]);
  if (read < columns + 1)
    return;
  if (found.size() <= id)
    found.resize(id + 1);
  const auto tick = static_cast<double>(sysconf(_SC_CLK_TCK));
  const auto busy = t[user] + t[nice] + t[system] + t[irq] + t[softirq];
  found[id] = {
    static_cast<double>(busy) / tick, static_cast<double>(t[steal]) / tick,
    static_cast<double>(t[softirq]) / tick};
}

} // namespace

std::vector<cpu_usage> measure_cpus() {
  std::vector<cpu_usage> found;
  const auto text = read_proc("/proc/stat");
  for (std::size_t at = 0; at < text.size();) {
    take_line(found, text.c_str() + at);
    const auto end = text.find('\n', at);
    at = end == text.npos ? text.size() : end + 1;
  }
  return found;
}

kernel_memory measure_kernel() {
  kernel_memory found;
  const auto sockets = read_proc("/proc/net/sockstat");
  const auto tcp = sockets.find("TCP:");
  const auto pages = tcp == sockets.npos ? tcp : sockets.find(" mem ", tcp);
  if (pages != sockets.npos)
    found.tcp = std::strtod(sockets.c_str() + pages + 5, nullptr) *
                static_cast<double>(sysconf(_SC_PAGESIZE)) / 1024;
  found.slab = static_cast<double>(field(read_proc("/proc/meminfo"), "Slab"));
  return found;
}

double own_cpu_s() {
  rusage used;
  getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
         static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) /
           1e6;
}

} // namespace troupe::bench
