#include "actors/cluster/cluster.hpp"
#include "actors/hosting/tree_answer.hpp"

#include <algorithm>
#include <memory>
#include <utility>

// Who is there: the half of cluster that hears of links.

namespace troupe::actors {

namespace peer = messages::peer;

void cluster::on_link_up(const link_up& m) {
  const auto found = links_.find(current_sender()->id());
  if (found == links_.end())
    return;
  auto& link = found->second;
  link.who = m.who;
  members_.linked(m.who, found->first);
  last_refusals_.erase(m.who.name);
  last_refusals_.erase(link.address);
  log::info(
    "cluster", "peer-up", {{"peer", m.who.name}, {"address", m.who.address}});
  tell_all(peer_up{{m.who.number, m.who.name, link.actor}});
  tell_members();
  look();
  check_settled();
}

void cluster::on_link_down(const caf::down_msg& news) {
  const auto found = links_.find(news.source.id());
  if (found == links_.end())
    return;
  const auto link = std::move(found->second);
  links_.erase(found);
  members_.ended(news.source.id(), now());
  if (link.who.number != 0)
    tell_all(peer_down{link.who.number});
  else if (!link.address.empty())
    members_.failed(link.address, 0.5, now());
  look();
  check_settled();
  check_left();
}

template <class Message>
void cluster::tell_all(const Message& what) {
  for (const auto& [nsp, adapter] : routes_->adapters)
    if (adapter)
      send(adapter, what);
  for (const auto& relay : routes_->relays)
    if (relay)
      send(relay, what);
  if (routes_->users)
    send(routes_->users, what);
}

void cluster::tell_members() {
  const auto known = make_record(peer::members{members_.known()});
  for (const auto& [id, link] : links_)
    if (link.who.number != 0)
      send(link.actor, tell_peer{known});
}

void cluster::count_nodes() {
  up_.set(static_cast<std::uint64_t>(
    std::count_if(links_.begin(), links_.end(), [](const auto& each) {
      return each.second.who.number != 0;
    })));
  unreached_.set(members_.unreached());
}

void cluster::check_settled() {
  if (joining_.empty() || !members_.settled(now()))
    return;
  for (auto& promise : std::exchange(joining_, {}))
    promise.deliver(cluster_settled{});
}

void cluster::check_left() {
  if (!leaving_ || !links_.empty() || !left_.pending())
    return;
  std::exchange(left_, {}).deliver(cluster_left{});
}

caf::typed_response_promise<described>
cluster::describe_all(const describe& m) {
  auto self = portrait(members_.self().name);
  self.members = links_.size();
  const auto parent = self.id();
  const auto all =
    std::make_shared<tree_answer>(make_response_promise<described>());
  all->collected.nodes.push_back(std::move(self));
  for (const auto& [id, link] : links_)
    request(link.actor, describe_patience, m)
      .then(
        [all, parent](described told) {
          for (auto& each : told.nodes)
            each.parent = parent;
          append_description(all->collected.nodes, told, 0);
        },
        [](const caf::error&) {});
  return all->promise;
}

} // namespace troupe::actors
