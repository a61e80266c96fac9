#include "actors/cluster/peer_link.hpp"

#include "actors/rooms/publish_gate.hpp"
#include "actors/tracing/packet_trace.hpp"
#include "actors/tracing/steps.hpp"
#include "messages/peer_recovery.hpp"

#include <utility>

// To whom a record goes: the half of peer_link that knows this node.

namespace troupe::actors {

namespace peer = messages::peer;

template <class Handle, class Message>
void peer_link::pass_on(const Handle& to, Message what) {
  if (to)
    return send(to, std::move(what));
  if (++dropped_ % 1000 == 1)
    log::error(
      "actors", "message-dropped",
      {{"reason", "an actor is being restarted"}, {"dropped", dropped_}});
}

/// False if it should be known to us and cannot be read.
bool peer_link::route(const peer::record& what) {
  using enum peer::kind;
  if (what.kind >= claim && what.kind <= relocated)
    return route_to_relay(what);
  switch (what.kind) {
  case heartbeat:
    if (const auto news = peer::decode<peer::heartbeat>(what))
      return take_heartbeat(*news), true;
    return false;
  case leaving:
    log::info("cluster", "peer-left", {{"peer", with_.who.name}});
    quit();
    return true;
  case members:
    if (auto known = peer::decode<peer::members>(what))
      return send(with_.cluster, peers_told{std::move(*known)}), true;
    return false;
  case rooms:
  case broadcast:
  case fence:
    return route_to_adapter(what);
  case wanted:
  case peer::kind::gathered:
    return route_demand(what);
  case users:
  case question:
  case told:
    return route_to_users(what);
  case request:
  case answer:
  case aborted:
  case accepted:
  case tunnel_bytes:
  case tunnel_confirmed:
  case tunnel_closed:
    return route_to_relay(what);
  default:
    return true; // of a later version
  }
}

const adapter_actor* peer_link::adapter_of(std::string_view nsp) const {
  const auto found = with_.known->adapters.find(nsp);
  return found == with_.known->adapters.end() ? nullptr : &found->second;
}

bool peer_link::route_to_adapter(const peer::record& what) {
  if (auto news = peer::decode<peer::rooms_news>(what)) {
    if (const auto* to = adapter_of(news->nsp))
      pass_on(*to, peer_rooms{with_.who.number, std::move(*news)});
    else if (with_.known->open_nsp && !news->closing)
      with_.known->open_nsp(news->nsp); // its adapter will ask for it all
    return true;
  }
  if (const auto passed = peer::decode<peer::fence_news>(what)) {
    if (const auto* to = adapter_of(passed->nsp))
      pass_on(
        *to, peer_broadcast{peer::make_fence(peer::make_fence(*passed), {})});
    return true;
  }
  const auto said = peer::decode<peer::broadcast_news>(what);
  if (!said)
    return false;
  if (const auto* to = adapter_of(said->nsp)) {
    auto what = trace_arrived(peer::make_broadcast(*said));
    steps::from_peer(*what, said->nsp, with_.who.name);
    auto* gate = with_.known->gate;
    if (!gate || gate->enter(*what) != publish_gate::passage::closed)
      pass_on(*to, peer_broadcast{std::move(what)});
  }
  return true;
}

/// More is on its way here than should be: the other side has to wait.
bool peer_link::crowded() const {
  return with_.known->gate && with_.known->gate->crowded();
}

bool peer_link::route_demand(const peer::record& what) {
  if (const auto news = peer::decode<peer::wanted_news>(what)) {
    if (const auto* to = adapter_of(news->of.nsp)) {
      auto what = peer::make_wanted(*news);
      steps::from_peer(*what, news->of.nsp, with_.who.name);
      pass_on(*to, peer_wanted{with_.who.number, news->id, std::move(what)});
    } else // nobody is there
      tell(make_record(peer::gathered_news{news->id, {}, {}, 0, true}));
    return true;
  }
  auto news = peer::decode<peer::gathered_news>(what);
  if (!news)
    return false;
  if (auto by = wanted_.extract(news->id))
    send(by.mapped().by, peer_gathered{with_.who.number, std::move(*news)});
  return true;
}

bool peer_link::route_to_users(const peer::record& what) {
  const auto& users = with_.known->users;
  if (auto news = peer::decode<peer::users_news>(what)) {
    pass_on(users, peer_users{with_.who.number, std::move(*news)});
    return true;
  }
  if (auto asked = peer::decode<peer::question>(what)) {
    pass_on(users, peer_question{with_.who.number, std::move(*asked)});
    return true;
  }
  auto answer = peer::decode<peer::told>(what);
  if (!answer)
    return false;
  if (auto by = asked_.extract(answer->id))
    send(by.mapped().by, peer_told{with_.who.number, std::move(*answer)});
  return true;
}

/// A request goes to the thread where its session lives, what answers it to
/// the thread where it came in; all records about one begin with its id.
bool peer_link::route_to_relay(const peer::record& what) {
  const auto about = peer::read_subject(what);
  if (!about)
    return false;
  const auto thread = about->to_owner ? peer::owner_thread(about->id)
                                      : peer::front_thread(about->id);
  if (thread < with_.known->relays.size())
    pass_on(
      with_.known->relays[thread],
      peer_record{with_.who.number, std::string{what.whole}});
  return true;
}

} // namespace troupe::actors
