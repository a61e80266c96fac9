#include "bench/load/epoll.hpp"

#include "bench/load/clock.hpp"
#include "bench/load/link.hpp"

#include <unistd.h>

namespace troupe::bench {

epoll::epoll(int waker)
  : fd_{epoll_create1(EPOLL_CLOEXEC)} {
  epoll_event event{EPOLLIN, {.ptr = nullptr}};
  epoll_ctl(fd_, EPOLL_CTL_ADD, waker, &event);
}

epoll::~epoll() {
  ::close(fd_);
}

void epoll::add(link& watched) noexcept {
  watched.watches_out = watched.connecting;
  epoll_event event{EPOLLIN, {.ptr = &watched}};
  if (watched.watches_out)
    event.events |= EPOLLOUT;
  epoll_ctl(fd_, EPOLL_CTL_ADD, watched.fd, &event);
}

void epoll::watch_out(link& watched, bool on) noexcept {
  watched.watches_out = on;
  epoll_event event{EPOLLIN, {.ptr = &watched}};
  if (on)
    event.events |= EPOLLOUT;
  epoll_ctl(fd_, EPOLL_CTL_MOD, watched.fd, &event);
}

std::size_t
epoll::wait(std::span<epoll_event> events, std::uint64_t timeout_ns) noexcept {
  const timespec timeout{
    static_cast<time_t>(timeout_ns / ns_per_second),
    static_cast<long>(timeout_ns % ns_per_second)};
  const auto found = epoll_pwait2(
    fd_, events.data(), static_cast<int>(events.size()), &timeout, nullptr);
  return found > 0 ? static_cast<std::size_t>(found) : 0;
}

} // namespace troupe::bench
