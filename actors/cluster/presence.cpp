#include "actors/cluster/presence.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace troupe::actors {

bool presence::put(messages::user_entry entry, owner by) {
  const auto [found, is_new] =
    by_socket_.try_emplace(entry.socket_id, last_ + 1);
  auto& of = by_arrival_[found->second];
  if (is_new)
    ++last_;
  else if (of.by.node != by.node)
    return false;
  else
    by_owner_.erase({of.by, found->second});
  by_owner_.emplace(by, found->second);
  of = {std::move(entry), by};
  return is_new;
}

std::optional<messages::user_entry>
presence::erase(const std::string& socket_id, std::uint32_t node) {
  const auto found = by_socket_.find(socket_id);
  if (found == by_socket_.end())
    return {};
  const auto which = by_arrival_.find(found->second);
  if (which->second.by.node != node)
    return {};
  return take(which);
}

messages::user_entry presence::take(arrivals::iterator which) {
  auto entry = std::move(which->second.entry);
  by_owner_.erase({which->second.by, which->first});
  by_socket_.erase(entry.socket_id);
  by_arrival_.erase(which);
  return entry;
}

presence::entries presence::erase_owner(owner gone) {
  entries taken;
  for (;;) {
    const auto next = by_owner_.lower_bound({gone, 0});
    if (next == by_owner_.end() || next->first != gone)
      return taken;
    taken.push_back(take(by_arrival_.find(next->second)));
  }
}

presence::entries presence::erase_node(std::uint32_t node) {
  entries taken;
  for (auto at = by_arrival_.begin(); at != by_arrival_.end();) {
    const auto next = std::next(at);
    if (at->second.by.node == node)
      taken.push_back(take(at));
    at = next;
  }
  return taken;
}

presence::changes presence::replace_node(std::uint32_t node, entries now) {
  changes news;
  std::unordered_set<std::string> staying;
  for (auto& entry : now) {
    staying.insert(entry.socket_id);
    auto copy = entry;
    if (put(std::move(entry), {node, 0}))
      news.came.push_back(std::move(copy));
  }
  for (auto& entry : of_node(node))
    if (!staying.contains(entry.socket_id))
      news.gone.push_back(*erase(entry.socket_id, node));
  return news;
}

presence::entries presence::list(
  const messages::list_users& asked, std::optional<std::uint32_t> node) const {
  entries users;
  for (const auto& [arrival, of] : by_arrival_) {
    const auto& rooms = of.entry.rooms;
    const bool in_room =
      !asked.room ||
      std::find(rooms.begin(), rooms.end(), *asked.room) != rooms.end();
    if (of.entry.nsp == asked.nsp && in_room && (!node || of.by.node == *node))
      users.push_back(of.entry);
  }
  return users;
}

presence::entries presence::of_node(std::uint32_t node) const {
  entries all;
  for (const auto& [arrival, of] : by_arrival_)
    if (of.by.node == node)
      all.push_back(of.entry);
  return all;
}

std::vector<std::pair<std::string, presence::owner>>
presence::sockets_of(const std::string& nsp, const std::string& user) const {
  std::vector<std::pair<std::string, owner>> all;
  for (const auto& [arrival, of] : by_arrival_)
    if (of.entry.nsp == nsp && of.entry.user == user)
      all.emplace_back(of.entry.socket_id, of.by);
  return all;
}

} // namespace troupe::actors
