#pragma once

#include "actors/hosting/hosted.hpp"
#include "actors/hosting/supervision.hpp"
#include "actors/hosting/traced.hpp"
#include "actors/roles.hpp"
#include "actors/rooms/interest.hpp"
#include "actors/type_ids.hpp"
#include "config/metrics.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <boost/unordered/unordered_flat_map.hpp>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace troupe::actors {

/// Has the rooms of one namespace: starts them, ends the empty ones, and passes
/// on every join, leave and broadcast, which keeps their order.
///
/// One per namespace and node, on the I/O thread that its name picks; started
/// and watched by the node. Its rooms end with it, and are started again from
/// what the dispatchers know.
///
///   attach_socket   a socket has come; its id is a room of its own
///   detach_socket   a socket has gone
///   join_room       to the room, which is started if there is none
///   leave_room      to the room
///   publish         to the dispatchers, a room, several rooms, or one socket,
///                   and to the nodes that hold such a room
///   peer_broadcast  the same, of another node: to our own sockets alone
///   gather          a demand: of our sockets, and of the nodes that may have
///                   such
///   peer_wanted     the same, of another node: of our own sockets alone
///   demand_settled  our sockets have heard of it: what was held goes on
///   answer_peer     to the node that has asked, behind what it was told before
///   peer_rooms      which rooms another node holds
///   peer_up         it is told which ones we hold
///   peer_down       it holds none any more
///   room_emptied    ends the room, unless a join is on its way
///   sockets_found   a dispatcher's sockets and rooms, once after the start
///   restart_room    (own) the pause after a crash is over
///   close_nsp       → nsp_closed: one made on demand may go, if it is empty
///   describe        → described, of itself and its rooms
class adapter final : public traced<hosted<adapter_actor::base>> {
public:
  /// What an adapter needs to know of its node.
  struct surroundings {
    std::vector<dispatcher_actor> dispatchers; ///< by I/O thread
    std::vector<io_unit*> units;               ///< by I/O thread
    interest::owner_of owner_of;
    std::string node = {}; ///< our name
    /// Told when the last socket has gone; null = it stays all the same.
    std::function<void(const std::string& nsp)> on_empty = {};
  };

  adapter(
    caf::actor_config& config, io_unit* unit, std::string nsp,
    surroundings around);

  const char* name() const override { return "adapter"; }
  behavior_type make_behavior() override;
  void on_exit() override;

private:
  /// What may wait for a room during the pause after a crash, and so on.
  static constexpr std::size_t most_held = 1024;

  struct room_entry {
    room_actor actor; ///< null during the pause after a crash
    std::uint64_t joins = 0;
    restart_budget budget;
    std::deque<std::function<void(const room_actor&)>> held;
  };

  void detach(const detach_socket& m);
  nsp_closed close();
  void join(const join_room& m);
  room_entry& room_of(const std::string& name, bool again);
  void start_room(const std::string& name, room_entry& entry, bool again);
  template <class Message>
  void tell(room_entry& entry, Message what);
  void end_room(const room_emptied& news);
  void on_room_down(const caf::down_msg& news);
  void restart(const std::string& name);
  void take_survey(const sockets_found& found);
  /// One that starts anew does not know yet which rooms there are, and after
  /// a demand rooms may be about to change.
  bool ready() const noexcept {
    return unheard_ == 0 && (unsettled_ == 0 || impatient_);
  }
  bool hold(std::function<void()> what);
  void settled();
  void pass_on(const broadcast_ptr& what);
  void route(const broadcast_ptr& what);
  void release_held();
  void gather_all(const gather& m);
  void gather_for(const peer_wanted& m);
  void begin_gathering(
    broadcast_ptr what, std::vector<peer_node> peers,
    std::function<void(const gathered&)> done);
  void tell_peers(const messages::peer::rooms_news& news) const;
  void tell_all_to(const peer_node& who, bool wants);
  void to_peers(const broadcast& what) const;
  void take(const peer_rooms& m);
  void take(const publish& m);
  void take(const peer_broadcast& m);
  void take(const gather& m);
  void take(const peer_wanted& m);
  void take(const answer_peer& m) const;
  void to_one(const std::string& name, const broadcast_ptr& what, part of);
  std::vector<const room_entry*> rooms_to_ask() const;
  caf::typed_response_promise<described> describe_all(const describe& m);

  std::shared_ptr<const std::string> nsp_;
  surroundings around_;
  boost::unordered_flat_map<std::string, slot_id> sockets_;
  std::unordered_map<std::string, room_entry> rooms_;
  metrics::gauge_part rooms_counted_;
  std::unordered_map<caf::actor_id, std::string> room_names_;
  /// Dispatchers that have not told what they have; until then broadcasts wait.
  std::size_t unheard_;
  std::deque<std::function<void()>> held_;
  /// Demands that change rooms and have not settled: what is said after one
  /// finds the rooms as it left them.
  std::size_t unsettled_ = 0;
  bool impatient_ = false; ///< too much waits for them: it goes on without
  std::map<std::uint32_t, peer_node> peers_;
  interest interest_;
};

template <class Message>
void adapter::tell(room_entry& entry, Message what) {
  if (entry.actor)
    send(entry.actor, std::move(what));
  else if (entry.held.size() < most_held)
    entry.held.push_back(
      [this, what = std::move(what)](const auto& to) { send(to, what); });
  else
    log::error("room", "room-message-dropped", {{"nsp", *nsp_}});
}

} // namespace troupe::actors
