#include "actors/session/session_portrait.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace troupe::actors {

using messages::tree_node;

namespace {

/// As in the log: enough to find it, too little to speak for it.
constexpr std::size_t sid_prefix = 8;

double rate(const session_portrait& of) {
  return static_cast<double>(of.handled) * 1000 /
         static_cast<double>(std::max<std::uint64_t>(of.age_ms, 1));
}

bool busier(const session_portrait& a, const session_portrait& b) {
  return std::pair{a.bytes, rate(a)} > std::pair{b.bytes, rate(b)};
}

tree_node line_of(const session_portrait& one) {
  tree_node line;
  line.kind = "connection";
  line.name = one.sid.substr(0, sid_prefix);
  line.bytes = one.bytes;
  line.handled = one.handled;
  line.age_ms = one.age_ms;
  line.per_second = rate(one);
  return line;
}

} // namespace

void append_sessions(
  std::vector<tree_node>& nodes, std::vector<session_portrait> sessions,
  std::size_t top, activity& together, activity::clock::time_point now) {
  const auto parent = nodes.front().id();
  const auto thread = nodes.front().name;
  const auto named = std::min(top, sessions.size());
  const auto rest = sessions.begin() + static_cast<std::ptrdiff_t>(named);
  std::partial_sort(sessions.begin(), rest, sessions.end(), busier);
  for (auto each = sessions.begin(); each != rest; ++each) {
    nodes.push_back(line_of(*each));
    nodes.back().parent = parent;
  }
  const auto lately = together.look(now);
  tree_node others;
  others.kind = "connection";
  others.name = "thread " + thread;
  others.parent = parent;
  others.count = static_cast<std::uint64_t>(sessions.end() - rest);
  for (auto each = rest; each != sessions.end(); ++each) {
    others.bytes += each->bytes;
    others.handled += each->handled;
    others.age_ms = std::max(others.age_ms, each->age_ms);
  }
  others.per_second = lately.per_second;
  others.p50_us = lately.p50_us;
  others.p99_us = lately.p99_us;
  nodes.push_back(std::move(others));
}

} // namespace troupe::actors
