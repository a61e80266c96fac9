#include "actors/cluster/user_registry.hpp"

#include "actors/cluster/collector.hpp"

#include <memory>
#include <utility>

namespace troupe::actors {

namespace peer = messages::peer;

template <class Record>
void user_registry::tell_peers(const Record& news) {
  if (peers_.empty())
    return;
  const auto record = make_record(news);
  for (const auto& [number, each] : peers_)
    send(each.link, tell_peer{record});
}

user_registry::user_registry(caf::actor_config& config, surroundings around)
  : traced{config}
  , around_{std::move(around)} {
  set_down_handler([this](caf::down_msg& news) { on_connection_down(news); });
}

user_registry::behavior_type user_registry::make_behavior() {
  return {
    [this](const user_online& m) { online(m); },
    [this](const user_offline& m) {
      if (present_.erase(m.socket_id, 0))
        tell_peers(peer::users_news{false, {}, {m.socket_id}, false});
    },
    [this](const peer_up& m) {
      peers_[m.who.number] = m.who;
      tell_all_to(m.who, true);
    },
    [this](const peer_down& m) {
      peers_.erase(m.number);
      announce(present_.erase_node(m.number), false);
    },
    [this](const peer_users& m) { take(m); },
    [this](const peer_question& m) {
      if (const auto by = peers_.find(m.from); by != peers_.end())
        answer_to(by->second, m.asked);
    },
    [this](const publish_to_user& m) { publish(m); },
    [this](const list_users& m) { return users_listed{present_.list(m)}; },
    [this](const ask_nodes& m) {
      auto own = answer(m.asked);
      std::vector<peer_node> others;
      if (!m.asked.wants_answer)
        tell_peers(m.asked);
      else
        for (const auto& [number, each] : peers_)
          others.push_back(each);
      const auto asks = spawn<collector>(
        std::move(others), nodes_answered{std::move(own.users), own.count, {}});
      return delegate(asks, m);
    },
    [this](describe) { return describe_self(); },
  };
}

void user_registry::on_exit() {
  peers_.clear();
}

void user_registry::online(const user_online& m) {
  const auto owner = m.by->id();
  if (watched_.emplace(owner, caf::actor_cast<caf::actor_addr>(m.by)).second)
    monitor(caf::actor_cast<caf::actor>(m.by));
  present_.put(m.entry, {0, owner});
  tell_peers(peer::users_news{false, {m.entry}, {}, false});
}

/// Sockets say by themselves that they leave; this is for those that could not.
void user_registry::on_connection_down(const caf::down_msg& news) {
  watched_.erase(news.source.id());
  const auto left = present_.erase_owner({0, news.source.id()});
  if (left.empty())
    return;
  log::debug("users", "users-left-with-connection", {{"members", left.size()}});
  peer::users_news gone;
  for (const auto& entry : left)
    gone.offline.push_back(entry.socket_id);
  tell_peers(gone);
}

void user_registry::take(const peer_users& m) {
  if (m.news.all) {
    const auto news = present_.replace_node(m.from, m.news.online);
    announce(news.gone, false);
    announce(news.came, true);
  } else {
    for (const auto& entry : m.news.online)
      if (present_.put(entry, {m.from, 0}))
        announce({entry}, true);
    for (const auto& socket_id : m.news.offline)
      if (const auto gone = present_.erase(socket_id, m.from))
        announce({*gone}, false);
  }
  if (const auto by = peers_.find(m.from); m.news.wants && by != peers_.end())
    tell_all_to(by->second, false);
}

void user_registry::announce(const presence::entries& all, bool online) {
  if (around_.on_user)
    for (const auto& entry : all)
      around_.on_user(entry, online);
}

void user_registry::tell_all_to(const peer_node& who, bool wants) {
  const peer::users_news all{true, present_.of_node(0), {}, wants};
  send(who.link, tell_peer{make_record(all)});
}

void user_registry::answer_to(const peer_node& who, const peer::question& m) {
  using topic = peer::question::topic;
  const auto later = [link = who.link, id = m.id](const answer_text& said) {
    caf::anon_send(link, tell_peer{make_record(peer::told{id, {}, 0, {said}})});
  };
  if (m.what == topic::server_event) {
    if (around_.on_server_event)
      around_.on_server_event(m, later);
  } else if (m.what == topic::actor_tree) {
    if (around_.tell_tree)
      around_.tell_tree(m.text, later);
  } else {
    send(who.link, tell_peer{make_record(answer(m))});
  }
}

/// What this node itself has to say.
peer::told user_registry::answer(const peer::question& asked) {
  peer::told all{asked.id, {}, 0, {}};
  switch (asked.what) {
  case peer::question::topic::list_users:
    all.users = present_.list({asked.nsp, asked.room}, 0);
    all.count = all.users.size();
    break;
  case peer::question::topic::disconnect_user:
    all.count = disconnect(asked);
    break;
  case peer::question::topic::server_event:
  case peer::question::topic::actor_tree:
    break; // it is for the others
  }
  return all;
}

std::uint64_t user_registry::disconnect(const peer::question& asked) {
  std::uint64_t count = 0;
  for (const auto& [socket_id, by] : present_.sockets_of(asked.nsp, asked.user))
    if (const auto found = watched_.find(by.connection);
        by.node == 0 && found != watched_.end())
      if (const auto to = caf::actor_cast<connection_role>(found->second)) {
        send(to, disconnect_socket{asked.nsp, socket_id, asked.close});
        ++count;
      }
  return count;
}

/// A socket's id is a room of its own, on whatever node it is.
void user_registry::publish(const publish_to_user& m) {
  auto what = std::make_shared<broadcast>(*m.what);
  for (const auto& [socket_id, by] : present_.sockets_of(m.nsp, m.user))
    what->rooms.push_back(socket_id);
  if (!what->rooms.empty() && around_.publish)
    around_.publish(m.nsp, std::move(what));
}

described user_registry::describe_self() {
  auto self = portrait("users");
  self.members = present_.size();
  return described{{self}};
}

} // namespace troupe::actors
