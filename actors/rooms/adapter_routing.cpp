#include "actors/rooms/adapter.hpp"
#include "actors/rooms/gathering.hpp"
#include "actors/tracing/steps.hpp"

#include <atomic>
#include <utility>

// To which rooms, sockets and nodes a broadcast goes, and what is wanted of
// those: the half of adapter that routes.

namespace troupe::actors {

namespace {

using act = demand::act;

/// Dispatchers know parts by this, whatever namespace they are of.
std::uint64_t next_broadcast_id() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

bool changes_rooms(const demand* what) {
  return what && (what->what == act::join || what->what == act::leave);
}

tally* tally_of(const broadcast& what) {
  return what.wanted ? what.wanted->by.get() : nullptr;
}

} // namespace

void adapter::pass_on(const broadcast_ptr& what) {
  to_peers(*what);
  route(what);
}

void adapter::route(const broadcast_ptr& what) {
  auto* by = tally_of(*what);
  if (what->rooms.empty()) {
    if (by)
      by->branched(around_.dispatchers.size());
    for (const auto& dispatcher : around_.dispatchers)
      send(dispatcher, deliver_to_nsp{nsp_, what});
  } else if (what->rooms.size() == 1) {
    to_one(what->rooms.front(), what, {});
  } else {
    part of{next_broadcast_id(), 0};
    for (const auto& name : what->rooms)
      of.parts += rooms_.contains(name) + sockets_.contains(name);
    for (const auto& name : what->rooms)
      to_one(name, what, of);
  }
  if (by)
    by->reached(0);
}

/// A socket is never in a room called as itself, so nobody is told twice.
void adapter::to_one(
  const std::string& name, const broadcast_ptr& what, part of) {
  auto* by = tally_of(*what);
  const auto found = rooms_.find(name);
  const auto socket = sockets_.find(name);
  if (found != rooms_.end()) {
    if (by)
      by->branched(1);
    tell(found->second, say{what, of});
  }
  if (socket == sockets_.end()) {
    if (found == rooms_.end())
      steps::unheard(*what, *nsp_, name);
    return;
  }
  for (std::size_t i = 0; i < around_.dispatchers.size(); ++i) {
    // As with a room, every dispatcher hears of every part.
    if (i != socket->second.thread && of.id == 0)
      continue;
    if (by)
      by->branched(1);
    send(around_.dispatchers[i], deliver_to_slot{socket->second, what, of});
  }
}

void adapter::gather_all(const gather& m) {
  std::vector<peer_node> others;
  if (!m.what->local && !peers_.empty())
    for (const auto node : interest_.nodes_for(m.what->rooms))
      others.push_back(peers_.at(node));
  begin_gathering(m.what, std::move(others), m.done);
}

void adapter::gather_for(const peer_wanted& m) {
  if (!peers_.contains(m.from))
    return;
  const auto answer = [by = caf::actor_cast<adapter_actor>(this), to = m.from,
                       id = m.id](const gathered& all) {
    caf::anon_send(
      by, answer_peer{
            to, make_record(peer::gathered_news{
                  id, all.sockets, all.answers, all.reached,
                  all.missing.empty()})});
  };
  begin_gathering(m.what, {}, answer);
}

void adapter::begin_gathering(
  broadcast_ptr what, std::vector<peer_node> peers,
  std::function<void(const gathered&)> done) {
  steps::in_adapter(*what, *nsp_);
  const bool settles = changes_rooms(what->wanted.get());
  unsettled_ += settles ? 1 : 0;
  const auto by = spawn<gathering, caf::linked>(gathering::setup{
    what, *nsp_, std::move(peers), around_.node,
    settles ? caf::actor_cast<adapter_actor>(this) : adapter_actor{},
    std::move(done)});
  route(addressed_to(*what, by));
}

} // namespace troupe::actors
