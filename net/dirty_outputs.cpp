#include "net/dirty_outputs.hpp"

#include <algorithm>

namespace troupe::net {

namespace {

/// Of a turn, for `bulk`: some 300 small writes.
constexpr auto bulk_part = std::chrono::milliseconds{2};
constexpr auto long_turn = std::chrono::milliseconds{100};
/// Those in `bulk` lie all over the memory: asked for so many writes before it
/// is their turn.
constexpr std::size_t ahead = 4;

} // namespace

void dirty_outputs::unmark(flushable* f) {
  std::replace(
    prompt_.begin(), prompt_.end(), f, static_cast<flushable*>(nullptr));
}

void dirty_outputs::flush(clock::time_point turn_began) {
  // First: who ends for it says so with this turn.
  slow_.look_around(turn_began);
  // Flushing may make others dirty (a failed write tells its owner).
  for (std::size_t i = 0; i < prompt_.size(); ++i)
    if (prompt_[i])
      prompt_[i]->flush();
  prompt_.clear();
  told_ = 0;
  if (bulk_.empty())
    return;
  const auto now = clock::now();
  const auto until =
    now - turn_began > long_turn ? clock::time_point::max() : now + bulk_part;
  do {
    if (bulk_.size() > ahead)
      __builtin_prefetch(watches_.find(bulk_[ahead]));
    const auto next = bulk_.front();
    bulk_.pop_front();
    if (auto* who = watches_.find(next))
      who->on_bulk_turn();
  } while (!bulk_.empty() && clock::now() < until);
}

void dirty_outputs::flush_all() {
  while (!empty())
    flush(clock::now());
}

} // namespace troupe::net
