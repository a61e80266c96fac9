#pragma once

#include "messages/rooms.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

/// The steps of a message that is traced, one line each, in the order in which
/// they happen: received, decoded, handled, published, in the adapter, to and
/// from other nodes, in a room, in a dispatcher, delivered, and then written or
/// dropped. Any thread.
///
/// Those that take a broadcast write nothing if it is not traced, which is a
/// branch.
namespace troupe::actors::steps {

using messages::broadcast;

namespace detail {
void in_adapter(const broadcast& what, std::string_view nsp);
void to_peer(
  const broadcast& what, std::string_view nsp, std::string_view peer);
void from_peer(
  const broadcast& what, std::string_view nsp, std::string_view peer);
void unheard(
  const broadcast& what, std::string_view nsp, std::string_view room);
void in_room(
  const broadcast& what, const messages::room_key& room, std::size_t members);
void in_dispatcher(
  const broadcast& what, std::string_view nsp, std::uint32_t thread,
  std::size_t members);
} // namespace detail

/// The namespace's adapter sends it on its ways.
inline void in_adapter(const broadcast& what, std::string_view nsp) {
  if (what.trace != 0) [[unlikely]]
    detail::in_adapter(what, nsp);
}
/// It goes to another node, or has come from there.
inline void
to_peer(const broadcast& what, std::string_view nsp, std::string_view peer) {
  if (what.trace != 0) [[unlikely]]
    detail::to_peer(what, nsp, peer);
}
inline void
from_peer(const broadcast& what, std::string_view nsp, std::string_view peer) {
  if (what.trace != 0) [[unlikely]]
    detail::from_peer(what, nsp, peer);
}
/// Nobody on this node is in that room.
inline void
unheard(const broadcast& what, std::string_view nsp, std::string_view room) {
  if (what.trace != 0) [[unlikely]]
    detail::unheard(what, nsp, room);
}
/// The room has so many members on this node.
inline void in_room(
  const broadcast& what, const messages::room_key& room, std::size_t members) {
  if (what.trace != 0) [[unlikely]]
    detail::in_room(what, room, members);
}
/// An I/O thread has so many sockets that may hear it.
inline void in_dispatcher(
  const broadcast& what, std::string_view nsp, std::uint32_t thread,
  std::size_t members) {
  if (what.trace != 0 && !what.trace_some) [[unlikely]]
    detail::in_dispatcher(what, nsp, thread, members);
}

/// One socket and the session that it is part of.
struct receiver {
  std::string_view nsp;
  std::string_view socket;
  std::string_view sid; ///< only its beginning is shown
};

/// It goes to the socket's connection, which writes or drops it.
void delivered(std::uint64_t trace, const receiver& to);
/// The socket does not hear it although it is where it was said.
void left_out(
  std::uint64_t trace, const receiver& who, std::string_view reason);

/// What becomes of it in a connection, whose sid is given whole.
struct way_out {
  std::string_view sid; ///< only its beginning is shown
  std::string_view transport;
};
/// The kernel has its text, or a poll has been answered with it.
void written(std::uint64_t trace, const way_out& by);
void dropped(std::uint64_t trace, const way_out& by, std::string_view reason);

} // namespace troupe::actors::steps
