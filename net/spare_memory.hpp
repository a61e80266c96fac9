#pragma once

#include <cstddef>

namespace troupe::net {

/// Says when connections that have gone leave enough behind. Pure.
class spare_memory {
public:
  /// To be asked now and then with how many connections there are, and the most
  /// that there were since. True once, when most of at least a thousand have
  /// gone.
  bool worth_giving_back(std::size_t connections, std::size_t most) noexcept;

private:
  std::size_t most_ = 0; ///< since it was given back
};

/// Gives free memory back to the system, which the C library by itself does for
/// the end of the heap only. Threads that allocate meanwhile may wait for some
/// milliseconds. Any thread.
void give_back_memory() noexcept;

} // namespace troupe::net
