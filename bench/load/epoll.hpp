#pragma once

#include <cstdint>
#include <span>

#include <sys/epoll.h>

namespace troupe::bench {

struct link;

/// The epoll instance of one thread. Its events carry the link they are of, or
/// nothing for what wakes the thread.
class epoll {
public:
  /// Watches `waker` for input too.
  explicit epoll(int waker);
  epoll(const epoll&) = delete;
  epoll& operator=(const epoll&) = delete;
  ~epoll();

  /// Watches for input, and for output while it is connecting.
  void add(link& watched) noexcept;
  void watch_out(link& watched, bool on) noexcept;

  /// Returns how many of `events` it has filled; waits for the first of them at
  /// most `timeout_ns`.
  std::size_t
  wait(std::span<epoll_event> events, std::uint64_t timeout_ns) noexcept;

private:
  int fd_;
};

} // namespace troupe::bench
