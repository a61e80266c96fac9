#include "net/slow_outputs.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

namespace troupe::net {

namespace {

constexpr auto pause = std::chrono::seconds{1};

} // namespace

/// Whoever is looked at may end, and others with it, and block anew: so the
/// list that is gone through is not the one that grows.
void slow_outputs::look(clock::time_point now) {
  next_look_ = now + pause;
  auto looked_at = std::exchange(minded_, {});
  std::erase_if(looked_at, [&](entry& each) { return !look_at(each, now); });
  minded_.insert(
    minded_.end(), std::make_move_iterator(looked_at.begin()),
    std::make_move_iterator(looked_at.end()));
}

bool slow_outputs::look_at(entry& each, clock::time_point now) const {
  auto* who = watches_.find(each.who);
  try {
    return who && who->on_look(now, each.since);
  } catch (const std::exception& e) {
    if (auto* still = watches_.find(each.who))
      still->on_failure(e.what());
  }
  return false;
}

} // namespace troupe::net
