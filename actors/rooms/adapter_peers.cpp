#include "actors/hosting/tree_answer.hpp"
#include "actors/rooms/adapter.hpp"
#include "actors/tracing/steps.hpp"

#include <memory>

// Who is told: the half of adapter that speaks with other nodes, and of itself.

namespace troupe::actors {

namespace peer = messages::peer;

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

caf::typed_response_promise<described> adapter::describe_all() {
  tree_node self;
  self.kind = "adapter";
  self.name = *nsp_;
  self.members = sockets_.size();
  self.mailbox = mailbox_now();
  self.mailbox_highest = mailbox_highest();
  const auto all =
    std::make_shared<tree_answer>(make_response_promise<described>());
  all->collected.nodes.push_back(std::move(self));
  for (const auto& [name, entry] : rooms_)
    if (entry.actor)
      request(entry.actor, describe_patience, describe{})
        .then(
          [all, restarts = entry.budget.restarts()](const described& told) {
            append_description(all->collected.nodes, told, restarts);
          },
          [](const caf::error&) {});
  return all->promise;
}

} // namespace troupe::actors
