#pragma once

#include "messages/rooms.hpp"
#include "messages/tree.hpp"
#include "messages/users.hpp"

#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

#include <cstdint>

/// The actors' interfaces, and the messages that carry a handle. Who is behind
/// each is in the header of that actor; here is what may be said to it, so that
/// no two actors need each other's headers.
namespace troupe::actors {

template <class... Ts>
using takes = caf::reacts_to<Ts...>;

using namespace troupe::messages; // the vocabulary, not a convenience

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

/// Has the rooms of one namespace; `actors/rooms/adapter.hpp`.
struct restart_room {
  std::string room;
};
using adapter_actor = caf::typed_actor<
  takes<attach_socket>, takes<detach_socket>, takes<join_room>,
  takes<leave_room>, takes<publish>, takes<room_emptied>, takes<sockets_found>,
  takes<restart_room>, caf::replies_to<describe>::with<described>>;

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

/// Knows who is online; `actors/cluster/user_registry.hpp`.
using user_registry_actor = caf::typed_actor<
  takes<user_online>, takes<user_offline>,
  caf::replies_to<list_users>::with<users_listed>,
  caf::replies_to<describe>::with<described>>;

} // namespace troupe::actors
