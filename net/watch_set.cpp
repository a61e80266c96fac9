#include "net/watch_set.hpp"

#include <array>
#include <cerrno>
#include <exception>
#include <sys/epoll.h>
#include <system_error>
#include <unistd.h>

namespace troupe::net {

namespace {

std::uint64_t pack(watch_id id) {
  return std::uint64_t{id.generation} << 32 | id.index;
}

watch_id unpack(std::uint64_t packed) {
  return {
    static_cast<std::uint32_t>(packed),
    static_cast<std::uint32_t>(packed >> 32)};
}

} // namespace

watch_set::watch_set()
  : epoll_{::epoll_create1(EPOLL_CLOEXEC)} {
  if (epoll_ < 0)
    throw std::system_error{errno, std::generic_category(), "epoll_create1"};
}

watch_set::~watch_set() {
  ::close(epoll_);
}

watch_id watch_set::add(int fd, watcher* w) {
  watch_id id;
  if (free_.empty()) {
    id.index = static_cast<std::uint32_t>(entries_.size());
    entries_.emplace_back();
  } else {
    id.index = free_.back();
    free_.pop_back();
  }
  entries_[id.index].who = w;
  id.generation = entries_[id.index].generation;
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = pack(id);
  if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0)
    throw std::system_error{errno, std::generic_category(), "epoll_ctl"};
  return id;
}

void watch_set::change(int fd, watch_id id, bool readable, bool writable) {
  if (!find(id))
    return;
  epoll_event event{};
  event.events = (readable ? EPOLLIN : 0U) | (writable ? EPOLLOUT : 0U);
  event.data.u64 = pack(id);
  ::epoll_ctl(epoll_, EPOLL_CTL_MOD, fd, &event);
}

void watch_set::remove(int fd, watch_id id) {
  if (!find(id))
    return;
  ::epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
  entries_[id.index].who = nullptr;
  ++entries_[id.index].generation;
  free_.push_back(id.index);
}

watcher* watch_set::find(watch_id id) const noexcept {
  if (id.index >= entries_.size())
    return nullptr;
  const auto& found = entries_[id.index];
  return found.generation == id.generation ? found.who : nullptr;
}

int watch_set::serve() {
  std::array<epoll_event, 512> events;
  const int n =
    ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 0);
  for (int i = 0; i < n; ++i)
    serve_one(unpack(events[i].data.u64), events[i].events);
  return n;
}

void watch_set::serve_one(watch_id id, std::uint32_t events) {
  auto* who = find(id);
  try {
    if (who && (events & EPOLLOUT))
      who->on_writable();
    who = find(id);
    if (who && (events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
      who->on_readable();
  } catch (const std::exception& e) {
    if (auto* still = find(id))
      still->on_failure(e.what());
  }
}

} // namespace troupe::net
