#include "bench/load/report.hpp"

#include "bench/load/clock.hpp"

#include <algorithm>
#include <cstdio>

namespace troupe::bench {

namespace {

double mebibytes(double kib) noexcept {
  return kib / 1024;
}

/// What each of `clients` has cost in bytes.
double growth(double before, double after, std::uint64_t clients) noexcept {
  return clients > 0 ? (after - before) * 1024 / static_cast<double>(clients)
                     : 0;
}

/// A kind of memory at three times, in KiB.
struct memory {
  const char* line;
  const char* key;
  std::uint64_t before;
  std::uint64_t settled;
  std::uint64_t end;
};

void report_kind(sheet& to, const memory& kind, std::uint64_t clients) {
  const auto before = static_cast<double>(kind.before);
  const auto settled = static_cast<double>(kind.settled);
  const auto end = static_cast<double>(kind.end);
  const std::string key = kind.key;
  to.figure(key + "_before_kb", kind.before);
  to.figure(key + "_connected_kb", kind.settled);
  to.figure(key + "_end_kb", kind.end);
  to.figure(key + "_bytes_per_conn", growth(before, settled, clients));
  to.figure(key + "_end_bytes_per_conn", growth(before, end, clients));
  to.line(
    kind.line,
    "before %.1f MiB, connected %.1f MiB (%.0f B/conn), end %.1f MiB "
    "(%.0f B/conn)",
    mebibytes(before), mebibytes(settled), growth(before, settled, clients),
    mebibytes(end), growth(before, end, clients));
}

/// The busy time of all CPUs, and what of the machine else is of interest.
struct machine {
  double busy = 0;
  double steal = 0;
  double of_server_cpus = 0;
};

machine sum_up(const options& chosen, const results& found) {
  machine sum;
  for (std::size_t i = 0; i < found.cpus_end.size(); ++i) {
    const auto& begin = found.cpus_begin.at(i);
    const auto busy = found.cpus_end[i].busy - begin.busy;
    sum.busy += busy;
    sum.steal += found.cpus_end[i].steal - begin.steal;
    const auto& listed = chosen.server_cpus;
    sum.of_server_cpus +=
      busy * static_cast<double>(
               std::count(listed.begin(), listed.end(), static_cast<int>(i)));
  }
  return sum;
}

/// Returns what each CPU did, in words.
std::string report_each_cpu(sheet& to, const results& found) {
  std::string words;
  for (std::size_t i = 0; i < found.cpus_end.size(); ++i) {
    const auto& begin = found.cpus_begin.at(i);
    const auto& end = found.cpus_end[i];
    const auto busy = per(end.busy - begin.busy, found.seconds);
    const auto softirq = per(end.softirq - begin.softirq, found.seconds);
    const auto cpu = "cpu" + std::to_string(i);
    to.figure(cpu + "_busy", busy);
    to.figure(cpu + "_softirq", softirq);
    char text[96];
    std::snprintf(
      text, sizeof text, "cpu%zu %.0f%% (softirq %.0f%%)  ", i, busy * 100,
      softirq * 100);
    words += text;
  }
  return words;
}

void report_windows(sheet& to, const results& found) {
  if (found.windows.size() < 2)
    return;
  std::vector<double> rates;
  std::vector<double> per_cpu;
  std::string words;
  for (const auto& window : found.windows) {
    rates.push_back(window.rate);
    per_cpu.push_back(window.per_cpu);
    char text[80];
    std::snprintf(
      text, sizeof text, " %.0f/s (%.0f/CPU-s)", window.rate, window.per_cpu);
    words += text;
  }
  to.figure("window_rates", rates);
  to.figure("window_per_cpu_s", per_cpu);
  to.line("windows", "%s", words.c_str());
}

} // namespace

void report_memory(sheet& to, const options& chosen, const results& found) {
  if (chosen.server_pids.empty())
    return;
  const auto& before = found.server_before;
  const auto& settled = found.server_settled;
  const auto& end = found.server_drained;
  const auto clients = found.connected;
  report_kind(
    to, {"server RSS", "rss", before.rss, settled.rss, end.rss}, clients);
  report_kind(
    to,
    {"server anonymous memory", "anon", before.anonymous, settled.anonymous,
     end.anonymous},
    clients);
  to.figure("pss_before_kb", before.pss);
  to.figure("pss_connected_kb", settled.pss);
  to.figure("pss_end_kb", end.pss);
  to.figure("private_connected_kb", settled.unshared);
  to.figure("server_procs", static_cast<double>(settled.processes));
  to.figure("server_threads", static_cast<double>(settled.threads));
  to.figure("server_fds", static_cast<double>(settled.descriptors));
  to.line(
    "server", "processes %d, threads %d, descriptors %d", settled.processes,
    settled.threads, settled.descriptors);
  const auto slab = found.kernel_settled.slab - found.kernel_before.slab;
  const auto each = growth(0, slab, clients);
  to.figure("slab_bytes_per_conn_both_ends", each);
  to.line(
    "kernel (both ends)", "slab %+.1f MiB (%.0f B/conn), tcp mem %.1f MiB",
    mebibytes(slab), each, mebibytes(found.kernel_drained.tcp));
}

void report_cpus(sheet& to, const options& chosen, const results& found) {
  const auto sum = sum_up(chosen, found);
  const auto stat = found.server_end.stat_s - found.server_begin.stat_s;
  const auto exec = found.server_end.exec_s - found.server_begin.exec_s;
  const auto cores = per(found.server_cpu(), found.seconds);
  const auto busy = to_seconds(found.measured[count::busy_ns]);
  const auto busy_share = per(busy, found.seconds) / chosen.threads;
  const auto others = std::max(
    0.0, per(sum.busy - found.server_cpu() - found.own_cpu, found.seconds));
  const auto per_read = per(
    static_cast<double>(found.measured[count::packets]),
    static_cast<double>(found.measured[count::reads]));
  to.figure("server_cpu_s", stat);
  to.figure("server_exec_s", exec);
  to.figure("server_cores", cores);
  to.figure("server_cpu_busy_s", sum.of_server_cpus);
  to.figure("load_cpu_s", found.own_cpu);
  to.figure("load_busy_s", busy);
  to.figure("load_busy_frac", busy_share);
  to.figure("steal_s", sum.steal);
  to.figure("other_cores", others);
  report_windows(to, found);
  const auto each = report_each_cpu(to, found);
  to.line(
    "server CPU", "%.2f s stat, %.3f s schedstat of %.2f s = %.2f cores", stat,
    exec, found.seconds, cores);
  to.line(
    "load generator",
    "%.2f s CPU, handling events %.1f %% of the time; %.1f frames/read",
    found.own_cpu, busy_share * 100, per_read);
  to.line(
    "machine", "%ssteal %.2f s, others %.2f cores", each.c_str(), sum.steal,
    others);
}

} // namespace troupe::bench
