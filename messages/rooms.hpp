#pragma once

#include "messages/frame.hpp"
#include "messages/gathered.hpp"
#include "messages/on_the_way.hpp"
#include "messages/slot.hpp"

#include <boost/container/flat_set.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

/// What is said about rooms, between connections, adapters, rooms and
/// dispatchers. Requests are imperative, news are past participles.
namespace troupe::messages {

/// Names of rooms. Most sockets are in few: a sorted array takes half the space
/// of a tree.
using room_set = boost::container::flat_set<std::string>;

/// A room of one namespace.
struct room_key {
  std::string nsp;
  std::string room;
};
using room_key_ptr = std::shared_ptr<const room_key>;

/// connection → adapter: a socket has joined the namespace; its slot is open.
struct attach_socket {
  std::string socket_id;
  slot_id slot;
};
/// connection → adapter: it has left; its slot is closed.
struct detach_socket {
  std::string socket_id;
};
/// connection → adapter → room.
struct join_room {
  std::string room;
  slot_id slot;
};
struct leave_room {
  std::string room;
  slot_id slot;
};

/// Goes the way of a broadcast and is delivered to nobody: where it comes out,
/// all that was said before it has come out too. For connection state recovery.
struct fence {
  std::uint64_t id = 0;     ///< of the claim that it is for
  std::uint32_t origin = 0; ///< the node that claims
  std::uint32_t node = 0;   ///< the one that waits for the fence
  std::uint32_t thread = 0; ///< … on which I/O thread
  std::uint32_t via = 0;    ///< the other node that it came from, 0 = none
  std::string nsp;
};

/// What is to be said to many; shared by all who pass it on.
struct broadcast {
  encoded_packet packet;
  std::vector<std::string> rooms;  ///< their union; empty = the namespace
  std::vector<std::string> except; ///< members of these are left out
  slot_id sender;                  ///< left out too, if it names anybody
  bool is_volatile = false;
  bool local = false; ///< not for other nodes
  /// Only those that a trace concerns hear the packet as a traced one; else its
  /// text says so to all.
  bool trace_some = false;
  /// Kept for sockets that are away, under this (messages/offset.hpp); 0 = not.
  std::uint64_t offset = 0;
  /// Its name in the log of its steps (config/trace.hpp); 0 = nobody follows.
  std::uint64_t trace = 0;
  std::shared_ptr<const messages::fence> fence = nullptr;
  /// Null if it is just to be said. The packet is empty but for `ask`.
  std::shared_ptr<const demand> wanted = {};
  /// How much of what is on the way it is, from when it is published.
  mutable on_the_way way = {};
};
using broadcast_ptr = std::shared_ptr<const broadcast>;

/// connection → adapter.
struct publish {
  broadcast_ptr what;
};

/// A broadcast to several rooms goes to each as one of `parts` with one id, so
/// that a dispatcher can deliver it to a member of two rooms once.
struct part {
  std::uint64_t id = 0;    ///< 0 = it is whole
  std::uint32_t parts = 1; ///< how many rooms got one
};

/// adapter → room.
struct say {
  broadcast_ptr what;
  part of;
};

/// room → dispatcher.
struct add_member {
  room_key_ptr room;
  slot_id slot;
};
struct remove_member {
  room_key_ptr room;
  slot_id slot;
};
struct deliver_to_room {
  room_key_ptr room;
  broadcast_ptr what;
  part of;
};
/// adapter → dispatcher.
struct deliver_to_nsp {
  std::shared_ptr<const std::string> nsp;
  broadcast_ptr what;
};
struct deliver_to_slot {
  slot_id slot;
  broadcast_ptr what;
  part of;
};

/// dispatcher → room: so many members of a thread are no more.
struct members_left {
  std::uint32_t thread = 0;
  std::uint32_t count = 0;
};
/// dispatcher → room, once after the room (re)started: it has so many there.
struct members_found {
  std::uint32_t thread = 0;
  std::uint32_t count = 0;
};
/// room → adapter: nobody is left, as far as the joins go that it has seen.
struct room_emptied {
  std::string room;
  std::uint64_t joins_seen = 0;
};

/// A socket as its dispatcher knows it, for an adapter that (re)starts.
struct found_socket {
  std::string socket_id;
  slot_id slot;
};
/// dispatcher → adapter, once after the adapter (re)started.
struct sockets_found {
  std::uint32_t thread = 0;
  std::vector<found_socket> sockets;
  std::vector<std::string> rooms;
};
/// connection → dispatcher: slots have been closed, tell their rooms.
struct slots_closed {};

} // namespace troupe::messages
