#pragma once

#include "messages/users.hpp"

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace troupe::actors {

/// Which sockets speak for which users, here and on other nodes. Pure
/// bookkeeping.
///
/// Each node has the say over its own sockets: what one node tells never
/// touches the entries of another. A node's entries go with the node.
class presence {
public:
  /// Who has told of an entry. Node 0 is this one; of others' connections we
  /// know nothing.
  struct owner {
    std::uint32_t node = 0;
    std::uint64_t connection = 0;
    friend auto operator<=>(const owner&, const owner&) = default;
  };
  using entries = std::vector<messages::user_entry>;
  struct changes {
    entries came;
    entries gone;
  };

  /// Adds or replaces a socket's entry. True if the socket is new; an entry
  /// that another node owns is left alone.
  bool put(messages::user_entry entry, owner by);
  /// What has gone, if `node` owned it.
  std::optional<messages::user_entry>
  erase(const std::string& socket_id, std::uint32_t node);
  /// Erases all sockets of a connection, or of a node; what has gone.
  entries erase_owner(owner gone);
  entries erase_node(std::uint32_t node);
  /// Makes a node's entries these and no others.
  changes replace_node(std::uint32_t node, entries now);

  /// The users of a namespace, or of one room of it, in the order in which
  /// they came; of all nodes or of one.
  entries list(
    const messages::list_users& asked,
    std::optional<std::uint32_t> node = {}) const;
  /// All entries of a node.
  entries of_node(std::uint32_t node) const;
  /// The sockets of `user`, with who owns each.
  std::vector<std::pair<std::string, owner>>
  sockets_of(const std::string& nsp, const std::string& user) const;

  std::size_t size() const noexcept { return by_socket_.size(); }

private:
  struct known {
    messages::user_entry entry;
    owner by;
  };
  using arrivals = std::map<std::uint64_t, known>;

  messages::user_entry take(arrivals::iterator which);

  arrivals by_arrival_;
  std::unordered_map<std::string, std::uint64_t> by_socket_;
  std::set<std::pair<owner, std::uint64_t>> by_owner_; ///< with the arrival
  std::uint64_t last_ = 0;
};

} // namespace troupe::actors
