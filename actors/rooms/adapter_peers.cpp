#include "actors/hosting/tree_answer.hpp"
#include "actors/rooms/adapter.hpp"
#include "actors/tracing/steps.hpp"

#include <algorithm>
#include <memory>

// Who is told: the half of adapter that speaks with other nodes, and of itself.

namespace troupe::actors {

namespace peer = messages::peer;

namespace {

/// `silent` rooms were not asked: nothing is known of them but their number.
void summarize_rooms(
  std::vector<tree_node>& nodes, std::size_t top, std::size_t silent,
  const std::string& nsp) {
  const auto rest = nsp + " (other rooms)";
  messages::keep_busiest(nodes, "room", top, rest);
  if (silent == 0)
    return;
  if (nodes.back().name != rest) {
    tree_node others;
    others.kind = "room";
    others.name = rest;
    others.parent = "adapter:" + nsp;
    others.count = 0;
    nodes.push_back(std::move(others));
  }
  nodes.back().count += silent;
}

} // namespace

void adapter::tell_peers(const peer::rooms_news& news) const {
  if (peers_.empty())
    return;
  const auto record = make_record(news);
  for (const auto& [number, each] : peers_)
    caf::anon_send(each.link, tell_peer{record});
}

void adapter::tell_all_to(const peer_node& who, bool wants) {
  peer::rooms_news all{*nsp_, true, {}, {}, wants};
  for (const auto& [name, entry] : rooms_)
    all.opened.push_back(name);
  send(who.link, tell_peer{make_record(all)});
}

void adapter::take(const peer_rooms& m) {
  interest_.take(m.from, m.news);
  if (const auto by = peers_.find(m.from); m.news.wants && by != peers_.end())
    tell_all_to(by->second, false);
}

void adapter::take(const answer_peer& m) const {
  if (const auto asked = peers_.find(m.to); asked != peers_.end())
    caf::anon_send(asked->second.link, tell_peer{m.what});
}

/// Encoded once, for all nodes that hold such a room.
void adapter::to_peers(const broadcast& what) const {
  if (peers_.empty() || what.local)
    return;
  const auto nodes = interest_.nodes_for(what.rooms);
  if (nodes.empty())
    return;
  const auto record = make_record(peer::encode_broadcast(*nsp_, what));
  for (const auto node : nodes) {
    const auto& peer = peers_.at(node);
    steps::to_peer(what, *nsp_, peer.name);
    caf::anon_send(peer.link, tell_peer{record});
  }
}

/// The rooms that were joined most, if there are more than can be asked.
std::vector<const adapter::room_entry*> adapter::rooms_to_ask() const {
  std::vector<const room_entry*> asked;
  for (const auto& [name, entry] : rooms_)
    if (entry.actor)
      asked.push_back(&entry);
  if (asked.size() <= describe::most)
    return asked;
  std::nth_element(
    asked.begin(), asked.begin() + describe::most, asked.end(),
    [](const auto* a, const auto* b) { return a->joins > b->joins; });
  asked.resize(describe::most);
  return asked;
}

caf::typed_response_promise<described>
adapter::describe_all(const describe& m) {
  const auto asked = rooms_to_ask();
  const auto silent = rooms_.size() - asked.size();
  auto self = portrait(*nsp_);
  self.members = sockets_.size();
  const auto all = std::make_shared<tree_answer>(
    make_response_promise<described>(),
    [top = m.top, silent, nsp = *nsp_](std::vector<tree_node>& nodes) {
      summarize_rooms(nodes, top, silent, nsp);
    });
  all->collected.nodes.push_back(std::move(self));
  for (const auto* entry : asked)
    request(entry->actor, describe_patience, m)
      .then(
        [all, restarts = entry->budget.restarts()](const described& told) {
          append_description(all->collected.nodes, told, restarts);
        },
        [](const caf::error&) {});
  return all->promise;
}

} // namespace troupe::actors
