#pragma once

#include "net/io_thread.hpp"

#include <cstdint>
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

  /// Readable when any watched socket is ready.
  int native_handle() const noexcept { return epoll_; }

  watch_id add(int fd, watcher* w);
  void change(int fd, watch_id id, bool readable, bool writable);
  void remove(int fd, watch_id id);
  /// Null once it has been removed.
  watcher* find(watch_id id) const noexcept;

  /// Tells the watchers of what is ready now; returns how many events came.
  int serve();

private:
  struct entry {
    watcher* who = nullptr;
    std::uint32_t generation = 0;
  };
  void serve_one(watch_id id, std::uint32_t events);

  int epoll_;
  std::vector<entry> entries_;
  std::vector<std::uint32_t> free_;
};

} // namespace troupe::net
