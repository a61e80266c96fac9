#pragma once

#include <atomic>
#include <cstddef>

namespace troupe::messages {

/// Bytes of all broadcasts in this process that are on their way from who says
/// them to the sockets: what waits in mailboxes. Any thread.
std::size_t bytes_on_the_way() noexcept;

/// The part of it that one broadcast is; goes with it. A copy is on no way.
///
/// A broadcast that several threads deliver counts once, until the last of them
/// has let go of it.
class on_the_way {
public:
  on_the_way() = default;
  on_the_way(const on_the_way&) noexcept {}
  on_the_way& operator=(const on_the_way&) noexcept { return *this; }
  ~on_the_way() { arrive(); }

  /// Counts `bytes`; only the first time.
  void leave(std::size_t bytes) noexcept;
  /// Counts them no more: it has arrived, and somebody keeps it.
  void arrive() noexcept;

private:
  std::atomic<std::size_t> bytes_{0};
};

} // namespace troupe::messages
