#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// The tree of actors as operators see it, in the log and by `troupe ctl`.
namespace troupe::messages {

/// One actor, or several of a kind that share a line. `kind:name` is unique on
/// a node.
struct tree_node {
  std::string kind;        ///< adapter, room, …
  std::string name;        ///< unique within its kind
  std::string parent;      ///< `kind:name` of its supervisor; empty = the node
  std::uint64_t count = 1; ///< how many actors it stands for
  std::uint64_t members = 0; ///< what it has: sockets, sessions, users
  std::uint64_t bytes = 0;   ///< that wait to be sent
  std::uint64_t mailbox = 0; ///< messages that wait in it
  std::uint64_t mailbox_highest = 0;
  std::uint64_t restarts = 0;
  std::uint64_t age_ms = 0;
  std::uint64_t handled = 0; ///< messages since it started
  double per_second = 0;     ///< … since it was last asked
  double p50_us = 0;         ///< time for one message
  double p99_us = 0;

  std::string id() const { return kind + ":" + name; }
};

/// Asks an actor for itself and what it supervises.
struct describe {
  static constexpr std::size_t most = 1000;
  std::size_t top = 20; ///< of a kind named one by one, the busiest
};
struct described {
  std::vector<tree_node> nodes;
};

/// Leaves the busiest `top` actors of kind `kind` in `all` (most bytes that
/// wait, then messages per second, then members), and sums up the others in one
/// line called `rest`. Whatever is of another kind stays.
void keep_busiest(
  std::vector<tree_node>& all, std::string_view kind, std::size_t top,
  std::string rest);

/// The same tree as JSON: an array of objects (messages/tree_rows.hpp).
std::string to_json(const std::vector<tree_node>& all, const std::string& node);

} // namespace troupe::messages
