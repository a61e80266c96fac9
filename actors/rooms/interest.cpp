#include "actors/rooms/interest.hpp"

#include <algorithm>

namespace troupe::actors {

void interest::take(
  std::uint32_t node, const messages::peer::rooms_news& news) {
  const auto found = rooms_.find(node);
  if (found == rooms_.end())
    return;
  auto& rooms = found->second;
  if (news.all)
    rooms.clear();
  rooms.insert(news.opened.begin(), news.opened.end());
  for (const auto& room : news.closed)
    rooms.erase(room);
}

std::vector<std::uint32_t>
interest::nodes_for(const std::vector<std::string>& rooms) const {
  std::vector<std::uint32_t> owners; // an owner is found by a keyed hash: once
  for (const auto& room : rooms)
    if (const auto owner = owner_ ? owner_(room) : std::nullopt)
      owners.push_back(*owner);
  std::vector<std::uint32_t> nodes;
  for (const auto& [node, held] : rooms_) {
    const bool wants =
      rooms.empty() ||
      std::find(owners.begin(), owners.end(), node) != owners.end() ||
      std::any_of(rooms.begin(), rooms.end(), [&held](const auto& room) {
        return held.contains(room);
      });
    if (wants)
      nodes.push_back(node);
  }
  return nodes;
}

} // namespace troupe::actors
