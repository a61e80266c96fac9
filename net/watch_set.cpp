#include "net/watch_set.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <exception>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>
#include <utility>

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

[[noreturn]] void fail(const char* what) {
  throw std::system_error{errno, std::generic_category(), what};
}

int whole_milliseconds(clock::duration patience) {
  using std::chrono::milliseconds;
  constexpr milliseconds most = std::chrono::hours{1};
  const auto rounded = std::chrono::ceil<milliseconds>(patience);
  return static_cast<int>(
    std::clamp(rounded, milliseconds::zero(), most).count());
}

} // namespace

watch_set::watch_set()
  : epoll_{::epoll_create1(EPOLL_CLOEXEC)}
  , bell_{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)} {
  // Edge-triggered: each ring is told once, and nobody has to read it.
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET;
  event.data.u64 = pack(watch_id{});
  if (
    epoll_ < 0 || bell_ < 0 ||
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, bell_, &event) != 0)
    fail("epoll set of an I/O thread");
}

watch_set::~watch_set() {
  ::close(bell_);
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
    fail("epoll_ctl");
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

int watch_set::wait(clock::duration patience) {
  ready_count_ = std::max(
    0, ::epoll_wait(
         epoll_, ready_.data(), static_cast<int>(ready_.size()),
         whole_milliseconds(patience)));
  // The bell is nobody's.
  const auto end = std::remove_if(
    ready_.begin(), ready_.begin() + ready_count_,
    [](const auto& event) { return event.data.u64 == pack(watch_id{}); });
  return ready_count_ = static_cast<int>(end - ready_.begin());
}

void watch_set::serve() {
  const auto count = std::exchange(ready_count_, 0);
  for (int i = 0; i < count; ++i)
    serve_one(unpack(ready_[i].data.u64), ready_[i].events);
}

void watch_set::wake() noexcept {
  const std::uint64_t once = 1;
  // It cannot fail: the count has room for more rings than there ever are.
  [[maybe_unused]] const auto n = ::write(bell_, &once, sizeof once);
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
