#pragma once

#include "net/io_thread.hpp"

#include <array>
#include <cstdint>
#include <sys/epoll.h>
#include <vector>

namespace troupe::net {

/// The sockets of one thread in an epoll set of their own. Level-triggered.
///
/// An entry is named by index and generation, so that an event already fetched
/// for a socket that has gone meanwhile meets nobody.
class watch_set {
public:
  watch_set();
  ~watch_set();
  watch_set(const watch_set&) = delete;
  watch_set& operator=(const watch_set&) = delete;

  watch_id add(int fd, watcher* w);
  void change(int fd, watch_id id, bool readable, bool writable);
  void remove(int fd, watch_id id);
  /// Null once it has been removed.
  watcher* find(watch_id id) const noexcept;

  /// Waits until a watched socket is ready or somebody wakes it, `patience` at
  /// most (rounded up to milliseconds; 0 = not at all). What is ready then is
  /// for `serve`; how many sockets that are.
  int wait(clock::duration patience);
  /// Tells the watchers of what `wait` has found.
  void serve();
  /// Ends a wait, or the next one if there is none now. Any thread.
  void wake() noexcept;

private:
  struct entry {
    watcher* who = nullptr;
    std::uint32_t generation = 0;
  };
  void serve_one(watch_id id, std::uint32_t events);

  int epoll_;
  int bell_; ///< an eventfd, rung by `wake`
  std::array<epoll_event, 512> ready_;
  int ready_count_ = 0;
  std::vector<entry> entries_;
  std::vector<std::uint32_t> free_;
};

} // namespace troupe::net
