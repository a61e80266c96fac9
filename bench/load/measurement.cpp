#include "bench/load/measurement.hpp"

#include "bench/load/clock.hpp"
#include "bench/load/losses.hpp"

#include <algorithm>
#include <csignal>

namespace troupe::bench {

namespace {

volatile std::sig_atomic_t interrupted = 0;

constexpr double poll_interval = 0.05;
constexpr double backlog_interval = 0.01;
constexpr double drain_interval = 0.1;

/// Sleeps so many seconds, in steps, after each of which it calls `each`.
template <class Each>
void nap(double seconds, double step, Each each) {
  const auto until = now_ns() + to_ns(seconds);
  for (auto now = now_ns(); !interrupted && now < until; now = now_ns()) {
    const auto rest = std::min(until - now, to_ns(step));
    const timespec slept{0, static_cast<long>(rest)};
    nanosleep(&slept, nullptr);
    each();
  }
}

void nap(double seconds) {
  nap(seconds, poll_interval, [] {});
}

} // namespace

measurement::measurement(const options& complete)
  : run_{complete} {
}

measurement::~measurement() {
  run_.phase = phase::exit;
  wake_all();
  for (auto& thread : threads_)
    if (thread.joinable())
      thread.join();
}

void measurement::install_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  for (const auto signal : {SIGINT, SIGTERM})
    std::signal(signal, [](int) { interrupted = 1; });
}

void measurement::run() {
  dial();
  settle();
  measure();
  drain();
  finish();
}

void measurement::dial() {
  const auto& chosen = run_.chosen;
  found_.server_before = measure_server(chosen.server_pids, true);
  found_.kernel_before = measure_kernel();
  for (std::uint32_t i = 0; i < chosen.threads; ++i)
    workers_.push_back(std::make_unique<worker>(run_, i));
  const auto begin = now_ns();
  for (auto& one : workers_)
    threads_.emplace_back([&one = *one] { one.run(); });
  pin_thread(chosen);
  const auto done = [this] {
    const auto counts = counted();
    return counts[count::up] + counts[count::failed] >= run_.chosen.clients;
  };
  while (chosen.mode != mode::churn && !interrupted && !done())
    nap(0.005);
  found_.dial_seconds = to_seconds(now_ns() - begin);
  found_.server_dialed = measure_server(chosen.server_pids, true);
  const auto counts = counted();
  found_.connected = counts[count::up];
  found_.failed = counts[count::failed];
}

void measurement::settle() {
  const auto& chosen = run_.chosen;
  run_.phase = phase::settle;
  nap(chosen.settle);
  found_.server_settled = measure_server(chosen.server_pids, true);
  found_.kernel_settled = measure_kernel();
  run_.publishing = chosen.mode != mode::idle && chosen.mode != mode::churn;
  wake_all();
  if (chosen.mode == mode::idle)
    return;
  run_.phase = phase::warm;
  nap(chosen.warmup);
}

void measurement::measure() {
  const auto& chosen = run_.chosen;
  found_.server_begin = found_.server_end =
    measure_server(chosen.server_pids, false);
  found_.cpus_begin = measure_cpus();
  const auto own_begin = own_cpu_s();
  run_.phase = phase::measure;
  const auto begin = now_ns();
  const auto before = counted();
  found_.windows.resize(chosen.windows);
  for (auto& window : found_.windows)
    measure_window(window);
  found_.cpus_end = measure_cpus();
  found_.own_cpu = own_cpu_s() - own_begin;
  found_.measured = counted();
  found_.backlog.end = backlog(found_.measured);
  found_.backlog.highest = std::max(found_.backlog.highest, found_.backlog.end);
  found_.measured -= before;
  found_.seconds = to_seconds(now_ns() - begin);
}

void measurement::measure_window(window_figures& window) {
  const auto begin = now_ns();
  const auto before = headline(counted());
  const auto cpu = found_.server_end.cpu_s();
  const bool open = run_.chosen.open_loop();
  nap(
    run_.chosen.duration, open ? backlog_interval : poll_interval,
    [this, open] {
      if (open)
        sample_backlog();
    });
  found_.server_end = measure_server(run_.chosen.server_pids, false);
  const auto done = static_cast<double>(headline(counted()) - before);
  const auto spent = found_.server_end.cpu_s() - cpu;
  window.rate = done / to_seconds(now_ns() - begin);
  window.per_cpu = spent > 0 ? done / spent : 0;
}

/// Waits until all that was sent has come back, but never longer than it may:
/// a server that cannot keep up does not keep us either.
void measurement::drain() {
  const auto& chosen = run_.chosen;
  run_.publishing = false;
  run_.phase = phase::drain;
  auto arrived = headline(counted());
  const bool waits = chosen.mode != mode::idle && chosen.mode != mode::churn;
  for (double waited = 0; waits && waited < chosen.drain && !interrupted;
       waited += drain_interval) {
    nap(drain_interval);
    const auto counts = counted();
    if (awaited(counts) == 0)
      break;
    found_.moving = headline(counts) != arrived;
    arrived = headline(counts);
  }
  nap(waits ? 0.2 : chosen.mode == mode::churn ? 0.5 : 0);
  found_.server_drained = measure_server(chosen.server_pids, true);
  found_.kernel_drained = measure_kernel();
  nap(chosen.hold_open);
}

void measurement::finish() {
  run_.phase = phase::exit;
  wake_all();
  for (auto& thread : threads_)
    thread.join();
  found_.whole = counted();
  if (run_.chosen.mode == mode::mixed)
    found_.missing = missing_at_end(run_);
  for (const auto& one : workers_)
    found_.spent.merge(one->measured().spent);
}

tally measurement::counted() const {
  tally sum;
  for (const auto& one : workers_)
    sum += one->measured().counted.snapshot();
  return sum;
}

std::uint64_t measurement::headline(const tally& counts) const {
  switch (run_.chosen.mode) {
  case mode::idle:
    return counts[count::pings];
  case mode::broadcast:
    return counts[count::deliveries];
  case mode::echo:
    return counts[count::acks];
  case mode::churn:
    return counts[count::cycles];
  case mode::mixed:
    return counts[count::said] + counts[count::acks] + counts[count::rejoined];
  }
  return 0;
}

std::uint64_t measurement::backlog(const tally& counts) const {
  const auto answered = [&](count sent, count done) {
    return counts[sent] > counts[done] ? counts[sent] - counts[done] : 0;
  };
  switch (run_.chosen.mode) {
  case mode::broadcast:
    return answered(count::published, count::completed);
  case mode::echo:
    return answered(count::asked, count::acks);
  case mode::mixed:
    return answered(count::published, count::said) +
           answered(count::asked, count::acks);
  default:
    return 0;
  }
}

/// What the drain waits for.
std::uint64_t measurement::awaited(const tally& counts) const {
  if (run_.chosen.mode != mode::broadcast)
    return backlog(counts);
  return counts[count::expected] > counts[count::deliveries] ? 1 : 0;
}

void measurement::wake_all() const {
  for (std::uint32_t i = 0; i < run_.chosen.threads; ++i)
    run_.wake(i);
}

void measurement::sample_backlog() {
  found_.backlog.highest = std::max(found_.backlog.highest, backlog(counted()));
}

} // namespace troupe::bench
