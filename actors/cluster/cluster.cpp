#include "actors/cluster/cluster.hpp"

#include <algorithm>
#include <utility>

namespace troupe::actors {

namespace peer = messages::peer;

namespace {

constexpr auto resolve_every = std::chrono::seconds{5};
constexpr std::size_t most_refusals = 64;

template <class Record>
peer_batch make_batch(const Record& record) {
  return {peer::encode(record)};
}

} // namespace

cluster::cluster(caf::actor_config& config, setup with)
  : traced{config}
  , with_{std::move(with)}
  , greeter_{std::make_shared<const greeting>(with_.greeter)}
  , members_{with_.greeter.self()}
  , chance_{with_.greeter.self().number + 1} {
  set_down_handler([this](const caf::down_msg& news) { on_link_down(news); });
  change_routes([&](routes& now) {
    now.open_nsp = with_.open_nsp;
    now.gate = with_.gate;
  });
}

/// Somebody new of this node hears of all peers.
template <class Handle>
void cluster::introduce(const Handle& newcomer) {
  for (const auto& [id, link] : links_)
    if (newcomer && link.who.number != 0)
      send(newcomer, peer_up{{link.who.number, link.who.name, link.actor}});
}

void cluster::change_routes(const std::function<void(routes&)>& change) {
  auto now = std::make_shared<routes>(*routes_);
  change(*now);
  routes_ = std::move(now);
  for (const auto& [id, link] : links_)
    send(link.actor, routes_changed{routes_});
}

cluster::behavior_type cluster::make_behavior() {
  return {
    [this](const peer_batch& m) { return greet(m); },
    [this](const adapter_placed& m) { place(m); },
    [this](const relay_placed& m) { place(m); },
    [this](const users_placed& m) { place(m); },
    [this](const peer_greeted& m) {
      return go_on{members_.greeted(m.address, m.who)};
    },
    [this](const link_up& m) { on_link_up(m); },
    [this](const peers_told& m) {
      for (const auto& each : m.known.known)
        members_.add(each.address, membership::origin::told, now());
      look();
    },
    [this](const greeting_failed& m) {
      if (const auto by = links_.find(current_sender()->id());
          by != links_.end())
        by->second.address.clear(); // that is settled
      on_greeting_failed(m);
    },
    [this](const dialed& m) { on_dialed(m); },
    [this](const resolved& m) {
      members_.set_resolved(m.addresses, now());
      look();
    },
    [this](look_around) {
      look_next_ = membership::clock::time_point::max();
      look();
      check_settled();
    },
    [this](join_cluster) { return join(); },
    [this](leave_cluster) { return leave(); },
    [this](const describe& m) { return describe_all(m); },
  };
}

void cluster::place(const adapter_placed& m) {
  change_routes([&](routes& now) {
    if (m.closed)
      now.adapters.erase(m.nsp);
    else
      now.adapters[m.nsp] = m.actor;
  });
  introduce(m.actor);
}

void cluster::place(const relay_placed& m) {
  change_routes([&](routes& now) {
    now.relays.resize(std::max(now.relays.size(), m.thread + 1));
    now.relays[m.thread] = m.actor;
  });
  introduce(m.actor);
}

void cluster::place(const users_placed& m) {
  change_routes([&](routes& now) { now.users = m.actor; });
  introduce(m.actor);
}

caf::typed_response_promise<cluster_settled> cluster::join() {
  for (const auto& seed : with_.seeds)
    members_.add(seed, membership::origin::seed, now());
  auto promise = make_response_promise<cluster_settled>();
  joining_.push_back(promise);
  look();
  check_settled();
  return promise;
}

caf::typed_response_promise<cluster_left> cluster::leave() {
  leaving_ = true;
  left_ = make_response_promise<cluster_left>();
  auto promise = left_;
  for (const auto& [id, link] : links_)
    send(link.actor, leave_peer{});
  check_left();
  return promise;
}

void cluster::on_exit() {
  for (const auto& [id, link] : links_)
    send_exit(link.actor, caf::exit_reason::user_shutdown);
  links_.clear();
  routes_.reset();
  // Promises that are not kept keep their own actor.
  joining_.clear();
  left_ = {};
}

void cluster::look() {
  count_nodes();
  if (!with_.reach || leaving_)
    return;
  // Not what keeps it alive: an answer may come when all else has gone.
  const auto tell = [self = caf::actor_cast<caf::actor_addr>(this)](auto news) {
    if (const auto to = caf::actor_cast<cluster_actor>(self))
      caf::anon_send(to, std::move(news));
  };
  if (!with_.dns.empty() && now() >= resolve_next_) {
    resolve_next_ = now() + resolve_every;
    with_.reach->resolve(with_.dns, [tell](std::vector<std::string> all) {
      tell(resolved{std::move(all)});
    });
  }
  for (const auto& address : members_.take_due(now()))
    with_.reach->dial(
      address, [tell, address](caf::strong_actor_ptr other, std::string error) {
        tell(dialed{address, std::move(other), std::move(error)});
      });
  look_at(members_.next_due());
  if (!with_.dns.empty())
    look_at(resolve_next_);
}

void cluster::look_at(membership::clock::time_point when) {
  if (when >= look_next_)
    return;
  look_next_ = when;
  delayed_send(
    this, std::max(when - now(), membership::clock::duration::zero()),
    look_around{});
}

void cluster::on_dialed(const dialed& m) {
  if (leaving_)
    return;
  if (!m.found)
    return on_greeting_failed({m.address, {}, m.error, false});
  peer_link::setup with;
  with.other = caf::actor_cast<cluster_actor>(m.found);
  with.greeter = greeter_;
  with.address = m.address;
  spawn_link(std::move(with));
}

peer_link_actor cluster::spawn_link(peer_link::setup with) {
  with.cluster = caf::actor_cast<cluster_actor>(this);
  with.known = routes_;
  with.settings = with_.peers;
  const link_entry entry{{}, with.address, {}};
  auto link = spawn<peer_link, caf::monitored>(std::move(with));
  links_.emplace(link.id(), entry).first->second.actor = link;
  return link;
}

void cluster::on_greeting_failed(const greeting_failed& m) {
  const double chance = static_cast<double>(chance_()) /
                        static_cast<double>(std::minstd_rand::max());
  if (m.call_back)
    members_.will_call(m.address, now());
  else
    members_.failed(m.address, chance, now());
  if (!m.call_back && worth_a_line(m.address, m.reason))
    log::warn(
      "cluster", "peer-unreached",
      {{"address", m.address}, {"peer", m.peer}, {"reason", m.reason}});
  look();
  check_settled();
}

// The other side of a greeting.

peer_batch cluster::greet(const peer_batch& m) {
  if (const auto from = peer::decode<peer::hello>(m.bytes)) {
    const auto answer = with_.greeter.answer(*from, now());
    if (const auto* no = std::get_if<peer::refused>(&answer))
      return refuse(from->from, *no);
    return make_batch(std::get<peer::challenge>(answer));
  }
  const auto joins = peer::decode<peer::join>(m.bytes);
  if (!joins || leaving_)
    return make_batch(peer::refused{"not now", false});
  const auto who = with_.greeter.admit(*joins, now());
  if (const auto* no = std::get_if<peer::refused>(&who))
    return refuse({}, *no);
  return admit(std::get<identity>(who));
}

peer_batch cluster::admit(const identity& who) {
  const auto& self = members_.self();
  const auto* old = members_.find(who.name);
  if (who.name == self.name || (old && old->who.number != who.number))
    return refuse(who, {"its name is taken", false});
  if (who.name > self.name) {
    members_.call(who.address, now());
    look();
    return make_batch(peer::refused{"we call back", true});
  }
  if (old) { // it has lost that link, and we have not noticed yet
    send_exit(links_.at(old->id).actor, caf::exit_reason::user_shutdown);
    return make_batch(peer::refused{"the last link is still ending", false});
  }
  peer_link::setup with;
  with.remote = caf::actor_cast<peer_link_actor>(current_sender());
  with.who = who;
  const auto link = spawn_link(std::move(with));
  members_.linked(who, link.id());
  return {};
}

peer_batch cluster::refuse(const identity& who, peer::refused why) {
  if (worth_a_line(who.name, why.reason))
    log::error(
      "cluster", "peer-refused",
      {{"peer", who.name}, {"address", who.address}, {"reason", why.reason}});
  return make_batch(why);
}

/// One that tries again for ever shall not fill the log.
bool cluster::worth_a_line(const std::string& peer, const std::string& reason) {
  if (last_refusals_.size() >= most_refusals)
    last_refusals_.clear();
  auto& last = last_refusals_[peer];
  return std::exchange(last, reason) != reason;
}

} // namespace troupe::actors
