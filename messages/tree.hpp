#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace troupe::messages {

/// One actor in the tree that operators see in the log, or all of a kind that
/// has no names (connections).
struct tree_node {
  std::string kind;   ///< adapter, room, …
  std::string name;   ///< unique within its kind
  std::string parent; ///< `kind:name` of its supervisor; empty = the node
  std::uint64_t members = 0; ///< what it has: sockets, sessions, users
  std::uint64_t mailbox = 0; ///< messages that wait in it
  std::uint64_t mailbox_highest = 0;
  std::uint64_t restarts = 0;
};

/// Asks an actor for itself and what it supervises.
struct describe {};
struct described {
  std::vector<tree_node> nodes;
};

} // namespace troupe::messages
