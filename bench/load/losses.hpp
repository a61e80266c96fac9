#pragma once

#include "bench/load/results.hpp"
#include "bench/load/run_state.hpp"

#include <cstdint>

namespace troupe::bench {

/// What of what was sent did not arrive.
struct loss_figures {
  std::uint64_t lost = 0;        ///< expected and never received
  std::uint64_t undelivered = 0; ///< of these, still on their way in the end
};

/// Returns the losses of broadcast, echo and mixed. What is missing behind the
/// last message that a member has, while others still arrive at the end of the
/// drain, is overload and counts as undelivered.
loss_figures losses(const results& found, mode of) noexcept;

/// Returns how many messages are missing behind the last one that each member
/// has, of publishers whose last one it must have: sent when it had been up for
/// a second. Once the threads have ended; mixed only.
std::uint64_t missing_at_end(const run_state& run) noexcept;

} // namespace troupe::bench
