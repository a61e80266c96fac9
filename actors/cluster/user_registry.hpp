#pragma once

#include "actors/cluster/presence.hpp"
#include "actors/hosting/traced.hpp"
#include "actors/roles.hpp"
#include "actors/type_ids.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace troupe::actors {

/// Knows who is online, on all nodes.
///
/// One per node, on CAF's scheduler, started and watched by the node. It has
/// the say over the users of this node, and copies of the others'. One that
/// starts anew is told by the connections, which the node has announce their
/// users, and by the peers.
///
///   user_online      a socket speaks for a user, or is in other rooms
///   user_offline     it does no more
///   peer_up          a node to be told of our users, and to tell of its own
///   peer_down        its users have gone
///   peer_users       its users, or what has changed with them
///   peer_question    answered with a record
///   publish_to_user  to the adapter, with the rooms of that user's sockets
///   list_users       → users_listed, of all nodes as far as we know
///   ask_nodes        → nodes_answered, what each node says itself
///   describe         → described
class user_registry final : public traced<user_registry_actor::base> {
public:
  /// A user of another node has come, or gone.
  using elsewhere = std::function<void(const user_entry&, bool online)>;
  using publisher = std::function<void(const std::string&, broadcast_ptr)>;
  /// Called with an event of another node, and the way to answer it.
  using server_events = std::function<void(
    const messages::peer::question&,
    const std::function<void(const answer_text&)>&)>;

  /// Tells another node our tree of actors, as JSON; `top` is from its
  /// question.
  using tree_teller = std::function<void(
    const std::string& top, const std::function<void(const answer_text&)>&)>;

  struct surroundings {
    elsewhere on_user;
    publisher publish;
    server_events on_server_event;
    tree_teller tell_tree;
  };

  explicit user_registry(caf::actor_config& config, surroundings around = {});

  const char* name() const override { return "user-registry"; }
  behavior_type make_behavior() override;
  void on_exit() override;

private:
  void online(const user_online& m);
  void on_connection_down(const caf::down_msg& news);
  void take(const peer_users& m);
  void announce(const presence::entries& all, bool online);
  template <class Record>
  void tell_peers(const Record& news);
  void tell_all_to(const peer_node& who, bool wants);
  void answer_to(const peer_node& who, const messages::peer::question& m);
  messages::peer::told answer(const messages::peer::question& asked);
  std::uint64_t disconnect(const messages::peer::question& asked);
  void publish(const publish_to_user& m);
  described describe_self();

  surroundings around_;
  presence present_;
  std::unordered_map<caf::actor_id, caf::actor_addr> watched_;
  std::map<std::uint32_t, peer_node> peers_;
};

} // namespace troupe::actors
