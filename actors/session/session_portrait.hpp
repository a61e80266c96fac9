#pragma once

#include "actors/hosting/activity.hpp"
#include "messages/tree.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace troupe::actors {

/// What a session registry sees of one of its connections.
struct session_portrait {
  std::string_view sid;
  std::size_t bytes = 0; ///< that wait for its client
  std::uint64_t handled = 0;
  std::uint64_t age_ms = 0;
};

/// Appends the busiest `top` sessions to `nodes`, whose first is their
/// registry, and one line for the others: their number, and the times of all.
/// Pure but for what looking changes in `together`.
void append_sessions(
  std::vector<messages::tree_node>& nodes,
  std::vector<session_portrait> sessions, std::size_t top, activity& together,
  activity::clock::time_point now);

} // namespace troupe::actors
