#include "bench/sendlimit/drain.hpp"

#include <array>

#include <sched.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

namespace troupe::bench {

namespace {

constexpr int sleep_ms = 20;
constexpr std::size_t read_size = 256 * 1024;

} // namespace

drain::drain(const std::vector<int>& sockets, int cpu, bool spin)
  : thread_{[this, &sockets, cpu, spin] { run(sockets, cpu, spin); }} {
}

void drain::stop() {
  stopping_ = true;
  if (thread_.joinable())
    thread_.join();
}

void drain::run(const std::vector<int>& sockets, int cpu, bool spin) {
  pin_to(cpu);
  const auto poll = epoll_create1(0);
  for (const auto fd : sockets) {
    epoll_event event{EPOLLIN, {.fd = fd}};
    epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
  }
  std::array<epoll_event, 1024> events;
  std::vector<char> buffer(read_size);
  while (!stopping_) {
    const auto found = epoll_wait(
      poll, events.data(), static_cast<int>(events.size()),
      spin ? 0 : sleep_ms);
    std::uint64_t total = 0;
    for (int i = 0; i < found; ++i) {
      const auto read = recv(
        events[static_cast<std::size_t>(i)].data.fd, buffer.data(),
        buffer.size(), MSG_DONTWAIT);
      total += read > 0 ? static_cast<std::uint64_t>(read) : 0;
    }
    if (total > 0)
      read_ += total;
  }
  ::close(poll);
  cpu_s_ = seconds_of(CLOCK_THREAD_CPUTIME_ID);
}

void pin_to(int cpu) noexcept {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(static_cast<std::size_t>(cpu), &set);
  sched_setaffinity(0, sizeof set, &set);
}

double seconds_of(int clock) noexcept {
  timespec time;
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) +
         static_cast<double>(time.tv_nsec) / 1e9;
}

} // namespace troupe::bench
