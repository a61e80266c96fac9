#include "actors/session/connection.hpp"
#include "actors/type_ids.hpp"

#include <utility>

// What a session asks others, and waits for without waiting: who is online,
// what all nodes have to say.

namespace troupe::actors {

namespace {

constexpr auto list_patience = std::chrono::seconds{5};
constexpr unsigned most_pending_lists = 16;

} // namespace

void connection::list_users(messages::list_users what, users_callback on_list) {
  const auto& registry = context_.thread.users.actor();
  if (!registry || pending_lists_ >= most_pending_lists)
    return on_list(nullptr);
  ++pending_lists_;
  request(registry, list_patience, std::move(what))
    .then(
      [this, on_list](const messages::users_listed& listed) {
        --pending_lists_;
        on_list(&listed.users);
      },
      [this, on_list](const caf::error&) {
        --pending_lists_;
        on_list(nullptr);
      });
}

void connection::ask_nodes(
  messages::peer::question asked, nodes_callback on_answer) {
  const auto& registry = context_.thread.users.actor();
  const messages::nodes_answered nobody{{}, 0, {context_.settings.node_name}};
  if (!registry || pending_lists_ >= most_pending_lists)
    return on_answer(nobody);
  ++pending_lists_;
  request(registry, list_patience, actors::ask_nodes{std::move(asked)})
    .then(
      [this, on_answer](const messages::nodes_answered& all) {
        --pending_lists_;
        on_answer(all);
      },
      [this, on_answer, nobody](const caf::error&) {
        --pending_lists_;
        on_answer(nobody);
      });
}

} // namespace troupe::actors
