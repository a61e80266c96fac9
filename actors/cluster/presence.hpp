#pragma once

#include "messages/users.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace troupe::actors {

/// Which sockets speak for which users. Pure bookkeeping.
class presence {
public:
  /// Adds or replaces a socket's entry; `owner` is its connection.
  void put(messages::user_entry entry, std::uint64_t owner);
  void erase(const std::string& socket_id);
  /// Erases all sockets of a connection that has gone; how many.
  std::size_t erase_owner(std::uint64_t owner);

  /// The users of a namespace, or of one room of it, in the order in which
  /// they came.
  std::vector<messages::user_entry>
  list(const messages::list_users& asked) const;

  std::size_t size() const noexcept { return by_socket_.size(); }

private:
  struct known {
    messages::user_entry entry;
    std::uint64_t owner = 0;
  };
  std::map<std::uint64_t, known> by_arrival_;
  std::unordered_map<std::string, std::uint64_t> by_socket_;
  std::unordered_map<std::uint64_t, std::unordered_set<std::string>> by_owner_;
  std::uint64_t arrivals_ = 0;
};

} // namespace troupe::actors
