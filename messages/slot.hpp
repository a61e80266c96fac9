#pragma once

#include <cstdint>

namespace troupe::messages {

/// Names a socket's place in the table of its I/O thread.
///
/// A place is used again once its socket has gone, the name is not: a message
/// on its way between threads may outlive the socket it is about, and must not
/// meet the next one.
struct slot_id {
  std::uint32_t thread = UINT32_MAX;
  std::uint32_t index = 0;
  std::uint32_t generation = 0;

  friend bool operator==(const slot_id&, const slot_id&) = default;
};

} // namespace troupe::messages
