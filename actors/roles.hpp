#pragma once

#include "actors/gathering_role.hpp"
#include "actors/records.hpp"
#include "messages/peer.hpp"
#include "messages/rooms.hpp"
#include "messages/tree.hpp"
#include "messages/users.hpp"

#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

/// The actors' interfaces, and the messages that carry a handle. Who is behind
/// each is in the header of that actor; here is what may be said to it, so that
/// no two actors need each other's headers.
namespace troupe::actors {

/// Anybody → peer_link: to be sent in order.
struct tell_peer {
  record_ptr what;
};
/// collector → peer_link: ask, and let `by` know.
struct ask_peer;
/// cluster → peer_link: where the actors of this node are.
struct routes_changed;
/// cluster → peer_link: say farewell once all has been sent.
struct leave_peer {};
/// (own) time for a heartbeat; time to send what has gathered.
struct beat {};
struct flush_batch {};

/// Speaks with one other node; `actors/cluster/peer_link.hpp`.
using peer_link_actor = caf::typed_actor<
  takes<peer_batch>, takes<tell_peer>, takes<ask_peer>, takes<want_peer>,
  takes<routes_changed>, takes<leave_peer>, takes<beat>, takes<flush_batch>,
  caf::replies_to<describe>::with<described>>;

/// Another node, as long as there is a link to it.
struct peer_node {
  std::uint32_t number = 0;
  std::string name;
  peer_link_actor link;
};
/// cluster → whoever has to do with other nodes.
struct peer_up {
  peer_node who;
};
/// Nothing comes from it after this.
struct peer_down {
  std::uint32_t number = 0;
};

/// peer_link → adapter.
struct peer_rooms {
  std::uint32_t from = 0;
  peer::rooms_news news;
};
struct peer_broadcast {
  broadcast_ptr what;
};

/// Orders what is said in one room; `actors/rooms/room.hpp`.
using room_actor = caf::typed_actor<
  takes<join_room>, takes<leave_room>, takes<say>, takes<members_left>,
  takes<members_found>, caf::replies_to<describe>::with<described>>;

/// A room (re)starts: the dispatcher shall answer to it from now on.
struct adopt_room {
  room_key_ptr room;
  room_actor by;
  bool again = false; ///< ask the sockets themselves who is in it
};
/// A room has ended.
struct forget_room {
  room_key room;
  room_actor by;
};

/// node → adapter, once no thread knows the way to it: is nobody here?
struct close_nsp {};
struct nsp_closed {
  bool empty = false; ///< it ends then; else somebody has come meanwhile
};

/// Has the rooms of one namespace; `actors/rooms/adapter.hpp`.
struct restart_room {
  std::string room;
};
using adapter_actor = caf::typed_actor<
  takes<attach_socket>, takes<detach_socket>, takes<join_room>,
  takes<leave_room>, takes<publish>, takes<room_emptied>, takes<sockets_found>,
  takes<restart_room>, takes<peer_up>, takes<peer_down>, takes<peer_rooms>,
  takes<peer_broadcast>, takes<gather>, takes<peer_wanted>,
  takes<demand_settled>, takes<answer_peer>,
  caf::replies_to<close_nsp>::with<nsp_closed>,
  caf::replies_to<describe>::with<described>>;

/// An adapter (re)starts: it asks for the sockets of its namespace.
struct adopt_nsp {
  std::string nsp;
  adapter_actor by;
};

/// Delivers to the sockets of one I/O thread; `actors/rooms/dispatcher.hpp`.
using dispatcher_actor = caf::typed_actor<
  takes<add_member>, takes<remove_member>, takes<deliver_to_room>,
  takes<deliver_to_nsp>, takes<deliver_to_slot>, takes<slots_closed>,
  takes<adopt_room>, takes<forget_room>, takes<adopt_nsp>,
  caf::replies_to<describe>::with<described>>;

/// A socket speaks for a user from now on, or is in other rooms; `by` is the
/// connection that is watched.
struct user_online {
  user_entry entry;
  caf::strong_actor_ptr by;
};

/// peer_link → user registry.
struct peer_users {
  std::uint32_t from = 0;
  peer::users_news news;
};
/// peer_link → user registry: the answer goes back as a record.
struct peer_question {
  std::uint32_t from = 0;
  peer::question asked;
};
/// Anybody → user registry: what all nodes have to say to it.
struct ask_nodes {
  peer::question asked;
  std::chrono::milliseconds deadline{2000};
};
/// Anybody → user registry: to all sockets of a user, on all nodes.
struct publish_to_user {
  std::string nsp;
  std::string user;
  broadcast_ptr what;
};

/// user registry → connection: end one of your sockets.
struct disconnect_socket {
  std::string nsp;
  std::string socket_id;
  bool close = false; ///< the whole connection
};
using connection_role = caf::typed_actor<takes<disconnect_socket>>;

/// Knows who is online; `actors/cluster/user_registry.hpp`.
using user_registry_actor = caf::typed_actor<
  takes<user_online>, takes<user_offline>, takes<peer_up>, takes<peer_down>,
  takes<peer_users>, takes<peer_question>, takes<publish_to_user>,
  caf::replies_to<list_users>::with<users_listed>,
  caf::replies_to<ask_nodes>::with<nodes_answered>,
  caf::replies_to<describe>::with<described>>;

/// Asks all nodes one question; `actors/cluster/collector.hpp`.
struct peer_told {
  std::uint32_t from = 0;
  peer::told answer;
};
/// (own) those who have not answered by now are missing.
struct deadline_over {};
using collector_actor = caf::typed_actor<
  takes<peer_told>, takes<deadline_over>,
  caf::replies_to<ask_nodes>::with<nodes_answered>>;

struct ask_peer {
  peer::question asked;
  collector_actor by;
};

/// peer_link → relay: a record about a request, or a WebSocket, that came in
/// on one node and lives on another.
struct peer_record {
  std::uint32_t from = 0;
  std::string bytes;
};
/// gateway → relay.
struct relay_exchange;

/// Speaks for the sessions of other nodes; `actors/cluster/relay.hpp`.
using relay_actor = caf::typed_actor<
  takes<relay_exchange>, takes<peer_record>, takes<peer_up>, takes<peer_down>,
  caf::replies_to<describe>::with<described>>;

class publish_gate;

/// Where the actors of a node are, for what comes from others. Null while one
/// is being restarted.
struct routes {
  std::map<std::string, adapter_actor, std::less<>> adapters; ///< by namespace
  std::vector<relay_actor> relays;                            ///< by I/O thread
  user_registry_actor users;
  /// Told of namespaces that other nodes have and this one has not.
  std::function<void(const std::string&)> open_nsp;
  publish_gate* gate = nullptr; ///< where broadcasts enter; null = unbounded
};
struct routes_changed {
  std::shared_ptr<const routes> now;
};

/// node → cluster: an actor of this node is there, or has gone if null.
struct adapter_placed {
  std::string nsp;
  adapter_actor actor;
  bool closed = false; ///< there will be no other
};
struct relay_placed {
  std::size_t thread = 0;
  relay_actor actor;
};
struct users_placed {
  user_registry_actor actor;
};
/// peer_link → cluster: may the greeting go on? It may not if there is a link
/// to that node already.
struct peer_greeted {
  std::string address;
  peer::identity who;
};
struct go_on {
  bool may = false;
};
/// peer_link → cluster: the link stands; whom the other node knows.
struct link_up {
  peer::identity who;
};
struct peers_told {
  peer::members known;
};
/// peer_link → cluster: the greeting at `address` came to nothing.
struct greeting_failed {
  std::string address;
  std::string peer; ///< name, if it has said it
  std::string reason;
  bool call_back = false;
};
/// remoting → cluster.
struct dialed {
  std::string address;
  caf::strong_actor_ptr found; ///< null = `error` says why
  std::string error;
};
struct resolved {
  std::vector<std::string> addresses;
};
/// node → cluster: seek the others → cluster_settled, once each address has
/// been tried.
struct join_cluster {};
struct cluster_settled {};
/// node → cluster: all has been said, leave → cluster_left.
struct leave_cluster {};
struct cluster_left {};
/// (own) something is due.
struct look_around {};

/// Finds the other nodes; `actors/cluster/cluster.hpp`.
using cluster_actor = caf::typed_actor<
  caf::replies_to<peer_batch>::with<peer_batch>, takes<adapter_placed>,
  takes<relay_placed>, takes<users_placed>,
  caf::replies_to<peer_greeted>::with<go_on>, takes<link_up>, takes<peers_told>,
  takes<greeting_failed>, takes<dialed>, takes<resolved>, takes<look_around>,
  caf::replies_to<join_cluster>::with<cluster_settled>,
  caf::replies_to<leave_cluster>::with<cluster_left>,
  caf::replies_to<describe>::with<described>>;

} // namespace troupe::actors
