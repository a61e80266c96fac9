#include "actors/rooms/dispatcher.hpp"

#include "actors/tracing/packet_trace.hpp"
#include "config/metrics.hpp"

#include <utility>

namespace troupe::actors {

namespace {

/// With more messages than that it is behind: bursts of a few rooms are not.
constexpr std::uint64_t most_waiting = 8;

/// Events, and questions to be acknowledged; other demands send nothing.
bool is_event(const broadcast& what) {
  return !what.wanted || what.wanted->what == demand::act::ask;
}

void count_events(
  std::string_view nsp, const broadcast& what, std::size_t sockets) {
  if (is_event(what))
    metrics::events.add(sockets, metrics::nsp_of(nsp), metrics::direction::out);
}

void count_fanout(
  std::string_view nsp, const broadcast& what, std::size_t sockets) {
  if (is_event(what))
    metrics::broadcast_fanout.observe(sockets);
  count_events(nsp, what, sockets);
}

} // namespace

dispatcher::dispatcher(
  caf::actor_config& config, io_unit* unit, room_index& index,
  net::io_thread& thread)
  : traced{config, unit}
  , index_{index}
  , outputs_{thread.outputs()}
  , thread_{thread.index()} {
}

dispatcher::behavior_type dispatcher::make_behavior() {
  return {
    [this](const add_member& m) {
      if (!index_.add(*m.room, m.slot))
        tell_left(*m.room);
    },
    [this](const remove_member& m) {
      if (index_.remove(*m.room, m.slot))
        tell_left(*m.room);
    },
    [this](const deliver_to_room& m) { deliver(m); },
    [this](const deliver_to_nsp& m) { deliver(m); },
    [this](const deliver_to_slot& m) { deliver(m); },
    [this](slots_closed) {
      for (const auto& room : index_.take_departures())
        tell_left(room);
    },
    [this](const adopt_room& m) {
      rooms_[m.room->nsp][m.room->room] = m.by;
      const auto found =
        m.again ? index_.recount(*m.room) : index_.count(*m.room);
      send(m.by, members_found{thread_, static_cast<std::uint32_t>(found)});
    },
    [this](const forget_room& m) {
      auto& rooms = rooms_[m.room.nsp];
      const auto found = rooms.find(m.room.room);
      if (found != rooms.end() && found->second == m.by)
        rooms.erase(found);
    },
    [this](const adopt_nsp& m) {
      rooms_.erase(m.nsp); // its rooms went with the adapter before
      send(m.by, index_.survey(m.nsp));
    },
    [this](describe) { return describe_self(); },
  };
}

caf::resumable::resume_result
dispatcher::resume(caf::execution_unit* on, std::size_t max) {
  behind_ = mailbox_now() > most_waiting;
  return traced::resume(on, behind_ ? max : 1);
}

/// What is behind does not end the turn: the turn would read still more.
void dispatcher::count(std::size_t audience) {
  if (!behind_)
    outputs_.count_told(audience);
}

void dispatcher::deliver(const deliver_to_room& m) {
  if (m.what->fence)
    return index_.pass(*m.what->fence);
  if (log::tracing() && deliver_traced(m)) [[unlikely]]
    return;
  if (m.what->offset != 0) {
    index_.keep_room(*m.room, m.what, room_log::clock::now());
    m.what->way.arrive();
  }
  const auto audience = index_.count(*m.room);
  steps::in_dispatcher(*m.what, m.room->nsp, thread_, audience);
  const net::dirty_outputs::delivery begun{outputs_, audience};
  count(audience);
  const auto sockets = index_.deliver_to_room(*m.room, *m.what, m.of);
  count_fanout(m.room->nsp, *m.what, sockets);
  tell_reached(*m.what, sockets);
}

void dispatcher::deliver(const deliver_to_nsp& m) {
  if (m.what->fence)
    return index_.pass(*m.what->fence);
  if (log::tracing() && deliver_traced(m)) [[unlikely]]
    return;
  if (m.what->offset != 0) {
    index_.keep_nsp(*m.nsp, m.what, room_log::clock::now());
    m.what->way.arrive();
  }
  const auto audience = index_.count_nsp(*m.nsp);
  steps::in_dispatcher(*m.what, *m.nsp, thread_, audience);
  const net::dirty_outputs::delivery begun{outputs_, audience};
  count(audience);
  const auto sockets = index_.deliver_to_nsp(*m.nsp, *m.what);
  count_fanout(*m.nsp, *m.what, sockets);
  tell_reached(*m.what, sockets);
}

void dispatcher::deliver(const deliver_to_slot& m) {
  if (log::tracing() && deliver_traced(m)) [[unlikely]]
    return;
  if (m.what->offset != 0) {
    index_.keep_slot(m.slot, m.what, room_log::clock::now());
    m.what->way.arrive();
  }
  const auto sockets = index_.deliver_to_slot(m.slot, *m.what, m.of);
  if (sockets > 0)
    count_events(index_.nsp_name(m.slot), *m.what, sockets);
  tell_reached(*m.what, sockets);
}

/// True if it has been delivered as one that some of its receivers are traced
/// with: nobody has followed it up to here.
template <class Deliver>
[[gnu::noinline]] bool dispatcher::deliver_traced(const Deliver& m) {
  auto traced = trace_receivers(*m.what);
  if (!traced)
    return false;
  auto again = m;
  again.what = std::move(traced);
  deliver(again);
  return true;
}

void dispatcher::tell_reached(const broadcast& what, std::size_t sockets) {
  if (what.wanted && what.wanted->by)
    what.wanted->by->reached(sockets);
}

void dispatcher::tell_left(const room_key& key) {
  const auto nsp = rooms_.find(key.nsp);
  if (nsp == rooms_.end())
    return;
  const auto room = nsp->second.find(key.room);
  if (room == nsp->second.end())
    return;
  send(room->second, members_left{thread_, 1});
}

described dispatcher::describe_self() {
  auto self = portrait(std::to_string(thread_));
  self.members = index_.sockets();
  return described{{self}};
}

} // namespace troupe::actors
