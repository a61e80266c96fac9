#include "actors/cluster/relay.hpp"

#include "actors/type_ids.hpp"
#include "net/engine_request.hpp"

#include <vector>

namespace troupe::actors {

namespace peer = messages::peer;

relay::relay(
  caf::actor_config& config, io_unit* unit, net::gateway& home,
  recovery* sessions, std::set<std::uint32_t>* known)
  : traced{config, unit}
  , home_{home}
  , sessions_{sessions}
  , known_{known} {
}

relay::~relay() = default;

relay::behavior_type relay::make_behavior() {
  if (sessions_)
    sessions_->set_peers(this);
  return {
    [this](const relay_exchange& m) { forward(m); },
    [this](const peer_record& m) { take(m); },
    [this](const peer_up& m) {
      peers_[m.who.number] = m.who;
      if (known_)
        known_->insert(m.who.number);
    },
    [this](const peer_down& m) { drop_node(m.number); },
    [this](describe) { return describe_self(); },
  };
}

void relay::on_exit() {
  if (sessions_)
    sessions_->set_peers(nullptr);
  while (!peers_.empty())
    drop_node(peers_.begin()->first);
}

void relay::tell(std::uint32_t node, std::string record) {
  if (const auto to = peers_.find(node); to != peers_.end())
    caf::anon_send(to->second.link, tell_peer{make_record(std::move(record))});
}

bool relay::tell_node(std::uint32_t node, std::string record) {
  if (!peers_.contains(node))
    return false;
  tell(node, std::move(record));
  return true;
}

std::vector<std::uint32_t> relay::nodes() const {
  std::vector<std::uint32_t> all;
  for (const auto& [number, each] : peers_)
    all.push_back(number);
  return all;
}

void relay::done(relayed_front& ended) {
  if (auto found = fronts_.extract(ended.id()))
    thread().retire(std::move(found.mapped()));
}

void relay::done(relayed_owner& ended) {
  if (auto found = owners_.extract({ended.node(), ended.id()}))
    thread().retire(std::move(found.mapped()));
}

void relay::forward(const relay_exchange& m) {
  if (!peers_.contains(m.node)) {
    count_forwarded(m.asked->head(), metrics::forward_result::unreachable);
    return m.asked->refuse(
      net::explain(net::engine_error::unknown_sid, m.asked->head()));
  }
  const auto id = peer::make_request_id(
    static_cast<std::uint8_t>(thread().index()), m.thread, ++last_);
  relay_host& host = *this;
  auto made = std::make_unique<relayed_front>(host, id, m.node, m.sid, m.asked);
  auto& front = *made;
  fronts_.emplace(id, std::move(made));
  front.begin();
}

void relay::take(const peer_record& m) {
  std::string_view bytes{m.bytes};
  const auto what = peer::take_record(bytes);
  const auto about = what ? peer::read_subject(*what) : std::nullopt;
  if (!about)
    return;
  if (what->kind >= peer::kind::claim) {
    if (sessions_)
      sessions_->take(m.from, m.bytes);
    return;
  }
  if (auto asked = peer::decode<peer::request>(*what))
    return take_request(m.from, std::move(*asked));
  if (about->to_owner) {
    if (const auto to = owners_.find({m.from, about->id}); to != owners_.end())
      take_by_owner(*to->second, *what);
  } else if (const auto to = fronts_.find(about->id);
             to != fronts_.end() && to->second->node() == m.from) {
    take_by_front(*to->second, *what);
  }
}

void relay::take_request(std::uint32_t from, peer::request what) {
  if (!peers_.contains(from))
    return;
  relay_host& host = *this;
  auto made = std::make_unique<relayed_owner>(host, what.id, from);
  auto sid = std::move(what.sid);
  auto asked = made->make(std::move(what));
  owners_.insert_or_assign({from, made->id()}, std::move(made));
  home_.request(thread(), std::move(sid), std::move(asked));
}

void relay::take_by_front(relayed_front& to, const peer::record& what) {
  if (auto answer = peer::decode<peer::answer>(what))
    to.take(std::move(*answer));
  else if (peer::decode<peer::accepted>(what))
    to.take_accepted();
  else if (const auto bytes = peer::decode<peer::tunnel_bytes>(what))
    to.take(*bytes);
  else if (const auto more = peer::decode<peer::tunnel_confirmed>(what))
    to.take(*more);
  else
    to.take_closed(); // or what could have been anything
}

void relay::take_by_owner(relayed_owner& to, const peer::record& what) {
  if (const auto bytes = peer::decode<peer::tunnel_bytes>(what))
    to.take(*bytes);
  else if (const auto more = peer::decode<peer::tunnel_confirmed>(what))
    to.take(*more);
  else
    to.client_gone(); // aborted, or its WebSocket closed
}

void relay::drop_node(std::uint32_t number) {
  peers_.erase(number);
  if (known_)
    known_->erase(number);
  std::vector<relayed_front*> fronts;
  for (const auto& [id, front] : fronts_)
    if (front->node() == number)
      fronts.push_back(front.get());
  for (auto* front : fronts)
    front->node_gone();
  std::vector<relayed_owner*> owners;
  for (const auto& [key, owner] : owners_)
    if (key.first == number)
      owners.push_back(owner.get());
  for (auto* owner : owners)
    owner->client_gone();
}

described relay::describe_self() {
  auto self = portrait(std::to_string(thread().index()));
  self.members = fronts_.size() + owners_.size();
  return described{{self}};
}

} // namespace troupe::actors
