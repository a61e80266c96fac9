#pragma once

#include "messages/gathered.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What is said about users, between connections and the user registry.
namespace troupe::messages {

/// One socket of a user.
struct user_entry {
  std::string user;
  std::string nsp;
  std::string socket_id;
  std::vector<std::string> rooms;

  friend bool operator==(const user_entry&, const user_entry&) = default;
};

/// The socket `socket_id` speaks for no user any more.
struct user_offline {
  std::string socket_id;
};

/// Asks for the users of a namespace, or of one room of it.
struct list_users {
  std::string nsp;
  std::optional<std::string> room;
};
struct users_listed {
  std::vector<user_entry> users; ///< in the order in which they came
};

/// What all nodes of a cluster answered to one question.
struct nodes_answered {
  std::vector<user_entry> users;
  std::uint64_t count = 0;
  /// Names of nodes that did not answer in time: of theirs nothing is known.
  std::vector<std::string> missing;
  std::vector<answer_text> answers = {}; ///< to a server's event
};

} // namespace troupe::messages
