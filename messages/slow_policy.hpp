#pragma once

#include <cstdint>

namespace troupe::messages {

/// What becomes of an event when more waits for its client than may.
enum class slow_policy : std::uint8_t {
  disconnect,    ///< the client goes
  drop_volatile, ///< the event does, as if it were volatile
  drop_oldest,   ///< the oldest events of its namespace do
};

} // namespace troupe::messages
