#pragma once

#include "messages/peer.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// How a session of connection state recovery moves to another I/O thread or
/// node: it is claimed where it is, awaited where it goes, and its last words
/// are taken over. Within a node the same records go from thread to thread.
namespace troupe::messages::peer {

/// Where a session is: a node's number, and one of its I/O threads.
struct session_place {
  std::uint32_t node = 0;
  std::uint32_t thread = 0;

  friend bool operator==(const session_place&, const session_place&) = default;
};

/// To where it is: nobody else may have it from now on.
struct claim {
  request_id id = 0;
  std::string pid;
  std::string nsp;
};
/// The answer: what it is, or where else it is, or why it is not to be had.
struct claimed {
  request_id id = 0;
  bool found = false;
  std::string reason;
  std::optional<session_place> moved;
  std::string socket_id;
  std::vector<std::string> rooms;
  std::string data;
};
/// To where it is: I hear all that it hears. Tell what it has not heard, and
/// let go of it.
struct take_missed {
  request_id id = 0;
  std::string pid;
  std::optional<std::uint64_t> offset;
  /// Nodes that confirm by a fence that they speak to me too.
  std::vector<std::uint32_t> others;
};
/// One event as it left. The views are into the batch.
struct missed_packet {
  std::uint64_t offset = 0;
  std::string_view text;
  std::vector<std::string_view> attachments;
};
/// The answer; it has let go.
struct missed {
  request_id id = 0;
  std::string reason; ///< why not, empty = here it is
  std::vector<missed_packet> packets;
  std::vector<std::uint64_t> heard; ///< not again: late ones may still come
};
/// To where it was made: where it is now, or that it is no more.
struct relocated {
  request_id id = 0; ///< says for which thread
  std::string pid;
  std::optional<session_place> now;
};
/// A fence on its way through the nodes: to one that speaks to `node`, then
/// from there to `node` itself.
struct fence_news {
  request_id id = 0;
  std::string nsp;
  std::uint32_t origin = 0;
  session_place waiting;
  std::uint32_t via = 0;
};

/// A fence as a broadcast, and for another node.
broadcast_ptr make_fence(messages::fence from, std::vector<std::string> rooms);
fence_news make_fence_news(const messages::fence& from);
messages::fence make_fence(const fence_news& from);

} // namespace troupe::messages::peer
