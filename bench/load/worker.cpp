#include "bench/load/worker.hpp"

#include "bench/load/clock.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include <sched.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace troupe::bench {

namespace {

constexpr std::size_t events_at_once = 1024;
constexpr std::uint32_t dials_at_once = 64;
constexpr std::uint64_t sweep_interval = ns_per_second;
constexpr std::uint64_t longest_wait = ns_per_second / 10;
constexpr std::uint64_t wait_while_dialing = 5'000'000;
constexpr std::uint64_t wait_for_dial = 200'000;
constexpr unsigned long timer_slack = 1000; // ns; Linux's default is 50,000

} // namespace

worker::worker(run_state& run, std::uint32_t index)
  : run_{run}
  , index_{index}
  , first_{run.first_client(index)}
  , end_{run.first_client(index + 1)}
  , dials_{
      std::max(1u, run.chosen.dials_in_flight / run.chosen.threads),
      run.chosen.dial_rate / run.chosen.threads} {
}

void worker::run() {
  if (run_.chosen.threads > 1 && unshare(CLONE_FILES) != 0)
    std::perror("unshare(CLONE_FILES)");
  pin_thread(run_.chosen);
  prctl(PR_SET_TIMERSLACK, timer_slack, 0, 0, 0);
  driver clients{run_, measured_, dials_, run_.wakers[index_]};
  const auto played = make_scenario({run_, measured_, clients, dials_, index_});
  clients.tell(*played);
  dials_.fill(first_, end_, now_ns());
  loop(clients, *played);
  // The server has been measured: it need not see good-byes.
  for (auto i = first_; i < end_; ++i) {
    reset(run_.clients[i].main);
    if (run_.clients[i].poll)
      reset(run_.clients[i].poll->post);
  }
}

void worker::loop(driver& clients, scenario& played) {
  std::array<epoll_event, events_at_once> events;
  auto swept = now_ns();
  for (;;) {
    const auto now_in = run_.phase.load(std::memory_order_acquire);
    if (now_in == phase::exit)
      return;
    measured_.measuring = now_in == phase::measure;
    measured_.now = now_ns();
    if (played.dials_in(now_in))
      dial(clients);
    if (run_.publishing.load(std::memory_order_acquire))
      played.publish(measured_.now);
    else
      played.stop();
    const auto found = clients.events().wait(events, patience(played));
    const auto begin = now_ns();
    measured_.now = begin;
    handle(clients, {events.data(), found});
    const auto end = now_ns();
    if (found > 0)
      measured_.counted.add(count::busy_ns, end - begin);
    if (end - swept > sweep_interval) {
      swept = measured_.now = end;
      clients.sweep(first_, end_, end);
      played.sweep(end);
    }
  }
}

void worker::dial(driver& clients) {
  for (std::uint32_t i = 0; i < dials_at_once; ++i) {
    const auto next = dials_.next(measured_.now);
    if (!next)
      return;
    clients.dial(run_.clients[*next]);
  }
}

std::uint64_t worker::patience(const scenario& played) const {
  if (run_.chosen.spin)
    return 0;
  const auto now_in = run_.phase.load(std::memory_order_relaxed);
  auto wait = longest_wait;
  if (now_in == phase::dial)
    wait = wait_while_dialing;
  if (dials_.ready() && played.dials_in(now_in))
    wait = wait_for_dial;
  if (run_.publishing.load(std::memory_order_relaxed))
    wait = std::min(wait, played.wait(now_ns()));
  return wait;
}

void worker::handle(driver& clients, std::span<const epoll_event> events) {
  for (const auto& event : events) {
    if (event.data.ptr) [[likely]] {
      clients.on_ready(*static_cast<link*>(event.data.ptr), event.events);
      continue;
    }
    std::uint64_t wakes;
    [[maybe_unused]] const auto read =
      ::read(run_.wakers[index_], &wakes, sizeof wakes);
  }
}

void pin_thread(const options& chosen) noexcept {
  if (chosen.cpus.empty())
    return;
  cpu_set_t set;
  CPU_ZERO(&set);
  for (const auto cpu : chosen.cpus)
    CPU_SET(static_cast<std::size_t>(cpu), &set);
  sched_setaffinity(0, sizeof set, &set);
}

} // namespace troupe::bench
