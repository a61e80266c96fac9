#pragma once

#include "actors/hosting/hosted.hpp"
#include "actors/hosting/traced.hpp"
#include "actors/roles.hpp"
#include "actors/rooms/room_index.hpp"
#include "actors/type_ids.hpp"
#include "net/dirty_outputs.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <string>
#include <unordered_map>

namespace troupe::actors {

/// Delivers what is said to the sockets of one I/O thread.
///
/// One per I/O thread, started and watched by the node; a view of that thread.
/// It has to end with the node: without it, a thread's sockets hear nothing.
///
///   add_member        a socket joins a room; refused ones count as left
///   remove_member     a socket leaves a room
///   deliver_to_room   to the members of a room
///   deliver_to_nsp    to all sockets of a namespace
///   deliver_to_slot   to one socket
///   slots_closed      sockets have gone: tells the rooms that they were in
///   adopt_room        a room (re)starts → members_found
///   forget_room       a room has ended
///   adopt_nsp         an adapter (re)starts → sockets_found
///   describe          → described
class dispatcher final : public traced<hosted<dispatcher_actor::base>> {
public:
  dispatcher(
    caf::actor_config& config, io_unit* unit, room_index& index,
    net::io_thread& thread);

  const char* name() const override { return "dispatcher"; }
  behavior_type make_behavior() override;
  /// One message at a time, since a large delivery may be all that a turn has
  /// time for; but all that there is if many wait, so that no more is read than
  /// can be delivered.
  caf::resumable::resume_result
  resume(caf::execution_unit* on, std::size_t max) override;

private:
  void deliver(const deliver_to_room& m);
  void deliver(const deliver_to_nsp& m);
  void deliver(const deliver_to_slot& m);
  template <class Deliver>
  bool deliver_traced(const Deliver& m);
  void count(std::size_t audience);
  static void tell_reached(const broadcast& what, std::size_t sockets);
  void tell_left(const room_key& room);
  described describe_self();

  room_index& index_;
  net::dirty_outputs& outputs_;
  std::uint32_t thread_;
  bool behind_ = false; ///< many messages wait
  /// Who answers for a room, by namespace and name.
  std::unordered_map<std::string, std::unordered_map<std::string, room_actor>>
    rooms_;
};

} // namespace troupe::actors
