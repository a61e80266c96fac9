#include "actors/cluster/presence.hpp"

#include <algorithm>
#include <utility>

namespace troupe::actors {

void presence::put(messages::user_entry entry, std::uint64_t owner) {
  const auto [found, is_new] =
    by_socket_.try_emplace(entry.socket_id, arrivals_ + 1);
  if (is_new)
    ++arrivals_;
  by_owner_[owner].insert(entry.socket_id);
  by_arrival_[found->second] = {std::move(entry), owner};
}

void presence::erase(const std::string& socket_id) {
  const auto found = by_socket_.find(socket_id);
  if (found == by_socket_.end())
    return;
  const auto arrival = by_arrival_.find(found->second);
  const auto owned = by_owner_.find(arrival->second.owner);
  owned->second.erase(socket_id);
  if (owned->second.empty())
    by_owner_.erase(owned);
  by_arrival_.erase(arrival);
  by_socket_.erase(found);
}

std::size_t presence::erase_owner(std::uint64_t owner) {
  const auto owned = by_owner_.extract(owner);
  if (!owned)
    return 0;
  for (const auto& socket_id : owned.mapped()) {
    const auto found = by_socket_.find(socket_id);
    by_arrival_.erase(found->second);
    by_socket_.erase(found);
  }
  return owned.mapped().size();
}

std::vector<messages::user_entry>
presence::list(const messages::list_users& asked) const {
  std::vector<messages::user_entry> users;
  for (const auto& [arrival, of] : by_arrival_) {
    const auto& rooms = of.entry.rooms;
    const bool in_room =
      !asked.room ||
      std::find(rooms.begin(), rooms.end(), *asked.room) != rooms.end();
    if (of.entry.nsp == asked.nsp && in_room)
      users.push_back(of.entry);
  }
  return users;
}

} // namespace troupe::actors
