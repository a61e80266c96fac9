#include "actors/session/ack_table.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace troupe::actors {

std::optional<std::uint64_t>
ack_table::add(ack_callback on_reply, clock::time_point deadline) {
  if (pending_.size() >= most)
    return {};
  const auto id = last_++;
  pending_.emplace(id, entry{std::move(on_reply), deadline});
  next_ = std::min(next_, deadline);
  return id;
}

void ack_table::resolve(std::uint64_t id, const ack_reply& reply) {
  auto found = pending_.extract(id);
  if (found)
    found.mapped().on_reply(&reply);
}

void ack_table::expire(clock::time_point now) {
  if (now < next_)
    return;
  std::vector<entry> over;
  next_ = clock::time_point::max();
  for (auto i = pending_.begin(); i != pending_.end();) {
    if (i->second.deadline <= now) {
      over.push_back(std::move(i->second));
      i = pending_.erase(i);
    } else {
      next_ = std::min(next_, i->second.deadline);
      ++i;
    }
  }
  for (const auto& e : over)
    e.on_reply(nullptr);
}

void ack_table::fail_all() {
  next_ = clock::time_point::max();
  for (const auto& [id, e] : std::exchange(pending_, {}))
    e.on_reply(nullptr);
}

} // namespace troupe::actors
