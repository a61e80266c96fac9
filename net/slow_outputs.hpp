#pragma once

#include "net/io_thread.hpp"
#include "net/watch_set.hpp"

#include <cstddef>
#include <vector>

namespace troupe::net {

/// The outputs of one I/O thread whose socket has not taken all that they have.
///
/// They are looked at once a second: a thread turns that often anyhow, so that
/// nobody needs a timer, and who writes to an idle socket pays nothing.
class slow_outputs {
public:
  explicit slow_outputs(const watch_set& watches)
    : watches_{watches} {}
  slow_outputs(const slow_outputs&) = delete;
  slow_outputs& operator=(const slow_outputs&) = delete;

  /// Has the watcher looked at (`watcher::on_look`) until it says that it waits
  /// for nothing, or is unwatched. Call once per object until then.
  void mind(watch_id id, clock::time_point since) {
    minded_.push_back({id, since});
  }
  /// With every turn.
  void look_around(clock::time_point now) {
    if (!minded_.empty() && now >= next_look_)
      look(now);
  }
  std::size_t size() const noexcept { return minded_.size(); }

private:
  struct entry {
    watch_id who;
    clock::time_point since; ///< it wrote something
  };
  void look(clock::time_point now);
  bool look_at(entry& each, clock::time_point now) const;

  const watch_set& watches_;
  std::vector<entry> minded_;
  clock::time_point next_look_{};
};

} // namespace troupe::net
