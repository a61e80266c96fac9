#pragma once

#include "actors/roles.hpp"
#include "actors/rooms/room_index.hpp"
#include "actors/type_ids.hpp"

#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <functional>
#include <set>
#include <string>
#include <utility>

/// Stand-ins for those around a room, which write down what they are told.
namespace troupe::tests {

using namespace troupe::messages; // the vocabulary of rooms
using actors::adapter_actor;
using actors::dispatcher_actor;
using actors::room_actor;

/// What somebody was told, in order: "this, that".
class journal {
public:
  void note(const std::string& line) {
    lines_ += (lines_.empty() ? "" : ", ") + line;
  }
  /// All since the last call.
  std::string take() { return std::exchange(lines_, {}); }

private:
  std::string lines_;
};

/// `thread:place`.
inline std::string to_text(const slot_id& slot) {
  return std::to_string(slot.thread) + ':' + std::to_string(slot.index);
}
inline std::string to_text(const broadcast_ptr& what) {
  return std::string{what->packet.text->payload()};
}
inline std::string to_text(const broadcast_ptr& what, const part& of) {
  const auto whole = to_text(what);
  return of.id == 0 ? whole : whole + "/" + std::to_string(of.parts);
}

inline broadcast
make_broadcast(std::string_view text, std::vector<std::string> rooms = {}) {
  broadcast made;
  made.packet.text = make_frame(opcode::text, {text});
  made.rooms = std::move(rooms);
  return made;
}
inline broadcast_ptr share(broadcast made) {
  return std::make_shared<const broadcast>(std::move(made));
}

/// A socket that is where its test says it is.
class fake_socket final : public actors::delivery_target {
public:
  explicit fake_socket(std::string id)
    : id_{std::move(id)} {}

  void deliver(const encoded_packet& packet, bool) override {
    heard.note(std::string{packet.text->payload()});
    last = packet.text;
  }
  bool concerns(const log::trace_filter& filter) const override {
    return filter.text() == traced_as;
  }
  void take(const broadcast& what) override {
    if (on_take)
      on_take(what);
  }
  const std::string& id() const noexcept override { return id_; }
  messages::room_set rooms() const override { return in; }

  journal heard;
  std::function<void(const broadcast&)> on_take;
  messages::room_set in;
  slot_id slot;
  std::string traced_as; ///< the filter that means it
  frame_ptr last;        ///< text of what it heard last

private:
  std::string id_;
};

/// A dispatcher without sockets.
struct fake_dispatcher {
  dispatcher_actor spawn(caf::actor_system& system) {
    return system.spawn(&fake_dispatcher::behave, this);
  }
  static dispatcher_actor::behavior_type
  behave(dispatcher_actor::pointer self, fake_dispatcher* me) {
    return {
      [me](const add_member& m) { me->heard.note("add " + to_text(m.slot)); },
      [me](const remove_member& m) {
        me->heard.note("remove " + to_text(m.slot));
      },
      [me](const deliver_to_room& m) {
        me->heard.note(m.room->room + ' ' + to_text(m.what, m.of));
        me->what = m.what;
      },
      [me](const deliver_to_nsp& m) {
        me->heard.note(*m.nsp + ' ' + to_text(m.what));
      },
      [me](const deliver_to_slot& m) {
        me->heard.note(to_text(m.slot) + ' ' + to_text(m.what, m.of));
      },
      [me](slots_closed) { me->heard.note("closed"); },
      [me](const actors::adopt_room& m) {
        me->heard.note("adopt " + m.room->room + (m.again ? " again" : ""));
        me->room = m.by;
      },
      [me](const actors::forget_room& m) {
        me->heard.note("forget " + m.room.room);
      },
      [me, self](const actors::adopt_nsp& m) {
        me->heard.note("adopt " + m.nsp);
        self->send(m.by, sockets_found{});
      },
      [](describe) { return described{}; },
    };
  }

  journal heard;
  room_actor room;    ///< the last one that wanted to be adopted
  broadcast_ptr what; ///< what went to a room last
};

/// An adapter that starts no rooms.
struct fake_adapter {
  adapter_actor spawn(caf::actor_system& system) {
    return system.spawn(&fake_adapter::behave, this);
  }
  static adapter_actor::behavior_type
  behave(adapter_actor::pointer, fake_adapter* me) {
    return {
      [](const attach_socket&) {},
      [](const detach_socket&) {},
      [](const join_room&) {},
      [](const leave_room&) {},
      [](const publish&) {},
      [me](const room_emptied& m) {
        me->heard.note(
          m.room + " emptied after " + std::to_string(m.joins_seen));
      },
      [me](const sockets_found& m) { me->note(m); },
      [](const actors::restart_room&) {},
      [me](const actors::peer_up& m) {
        if (me->on_peer_up)
          me->on_peer_up(m.who);
      },
      [](const actors::peer_down&) {},
      [](const actors::peer_rooms&) {},
      [](const actors::peer_broadcast&) {},
      [](const actors::gather&) {},
      [](const actors::peer_wanted&) {},
      [](actors::demand_settled) {},
      [](const actors::answer_peer&) {},
      [](actors::close_nsp) { return actors::nsp_closed{}; },
      [](describe) { return described{}; },
    };
  }
  void note(const sockets_found& found) {
    heard.note("thread " + std::to_string(found.thread));
    for (const auto& socket : found.sockets)
      heard.note(socket.socket_id + " at " + to_text(socket.slot));
    for (const auto& room : found.rooms)
      heard.note("room " + room);
  }

  std::function<void(const actors::peer_node&)> on_peer_up;
  journal heard;
};

/// A room that keeps no count.
struct fake_room {
  room_actor spawn(caf::actor_system& system) {
    return system.spawn(&fake_room::behave, this);
  }
  static room_actor::behavior_type behave(room_actor::pointer, fake_room* me) {
    return {
      [](const join_room&) {},
      [](const leave_room&) {},
      [](const say&) {},
      [me](members_left m) {
        me->heard.note("left " + std::to_string(m.count));
      },
      [me](members_found m) {
        me->heard.note("found " + std::to_string(m.count));
      },
      [](describe) { return described{}; },
    };
  }

  journal heard;
};

} // namespace troupe::tests
