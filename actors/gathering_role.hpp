#pragma once

#include "actors/records.hpp"
#include "messages/gathered.hpp"
#include "messages/rooms.hpp"

#include <caf/typed_actor.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

// What is said about demands: to many sockets, on all nodes.

namespace troupe::actors {

/// Anybody → adapter: `done` is called once, within the demand's patience, in
/// a thread of ours.
struct gather {
  broadcast_ptr what;
  std::function<void(const gathered&)> done;
};
/// peer_link → adapter: another node wants it; the answer goes back as a
/// record.
struct peer_wanted {
  std::uint32_t from = 0;
  peer::request_id id = 0;
  broadcast_ptr what;
};
/// gathering → adapter: all sockets have heard of it, and other nodes have told
/// which rooms they have now.
struct demand_settled {};
/// gathering → adapter: what node `to` has asked for. It goes on from there,
/// behind what the adapter has told that node of its rooms: who hears that all
/// have joined knows where they are.
struct answer_peer {
  std::uint32_t to = 0;
  record_ptr what;
};

/// tally → gathering.
struct branched {
  std::size_t more = 0;
};
struct branch_reached {
  std::size_t sockets = 0;
};
struct socket_found {
  socket_description socket;
};
struct socket_answered {
  std::optional<answer_text> answer;
};
/// peer_link → gathering.
struct peer_gathered {
  std::uint32_t from = 0;
  peer::gathered_news news;
};
/// (own) who has not answered by now is missing.
struct patience_over {};
/// (own) so are nodes that have not.
struct grace_over {};
/// (own) the adapter has waited long enough.
struct settling_overdue {};

/// Gathers what comes of one demand; `actors/rooms/gathering.hpp`.
using gathering_actor = caf::typed_actor<
  takes<branched>, takes<branch_reached>, takes<socket_found>,
  takes<socket_answered>, takes<peer_gathered>, takes<patience_over>,
  takes<grace_over>, takes<settling_overdue>>;

/// gathering → peer_link: say it, and let `by` have the answer.
struct want_peer {
  record_ptr what;
  peer::request_id id = 0;
  std::chrono::milliseconds patience{0};
  gathering_actor by;
};

} // namespace troupe::actors
