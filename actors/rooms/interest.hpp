#pragma once

#include "messages/peer.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace troupe::actors {

/// Which other nodes hold which rooms of one namespace. Pure.
class interest {
public:
  /// The node where a socket lives, by its id; nothing if it is no such id.
  using owner_of =
    std::function<std::optional<std::uint32_t>(std::string_view)>;

  explicit interest(owner_of owner = {})
    : owner_{std::move(owner)} {}

  void add(std::uint32_t node) { rooms_[node]; }
  void drop(std::uint32_t node) { rooms_.erase(node); }
  /// Ignored if the node is not known: its link has gone.
  void take(std::uint32_t node, const messages::peer::rooms_news& news);

  /// The nodes that have to hear what is said to these rooms; all of them if
  /// there are none. A socket's id is a room that no node tells of: the id
  /// says where it is.
  std::vector<std::uint32_t>
  nodes_for(const std::vector<std::string>& rooms) const;

private:
  owner_of owner_;
  std::map<std::uint32_t, std::unordered_set<std::string>> rooms_;
};

} // namespace troupe::actors
