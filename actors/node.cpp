#include "actors/node.hpp"

#include "actors/cluster/relay.hpp"
#include "actors/rooms/adapter.hpp"
#include "actors/rooms/dispatcher.hpp"
#include "actors/session/session_registry.hpp"
#include "net/stream.hpp"

#include <algorithm>
#include <utility>

namespace troupe::actors {

namespace {

constexpr auto memory_interval = std::chrono::seconds{10};

} // namespace

std::string_view node::describe_kind(kind what) {
  constexpr std::string_view texts[] = {"cluster",    "user-registry",
                                        "dispatcher", "adapter",
                                        "relay",      "session-registry"};
  return texts[static_cast<std::size_t>(what)];
}

node::node(caf::actor_config& config, surroundings around)
  : traced{config}
  , around_{std::move(around)} {
  set_down_handler([this](caf::down_msg& news) { on_child_down(news); });
}

node::behavior_type node::make_behavior() {
  return {
    [this](start_node) {
      start_all();
      if (around_.tree_interval.count() > 0)
        delayed_send(this, around_.tree_interval, tick{});
      delayed_send(this, memory_interval, check_memory{});
      return node_started{cluster_now()};
    },
    [this](stop_node m) {
      stopped_ = make_response_promise<node_stopped>();
      stop_all(m.patience);
      return stopped_;
    },
    [this](log_tree) { collect_tree(); },
    [this](tick) {
      collect_tree();
      delayed_send(this, around_.tree_interval, tick{});
    },
    [this](const publish_in& m) { pass_on(m); },
    [this](const gather_in& m) { pass_on(m); },
    [this](const publish_to_user& m) {
      if (const auto users = users_now())
        send(users, m);
    },
    [this](const ask_all& m) { ask(m); },
    [this](restart_child m) {
      if (!stopping_)
        start(children_.at(m.which));
    },
    [this](ending_overdue) { tell_who_lives(); },
    [this](check_memory) { look_at_memory(); },
  };
}

/// Here, on CAF's scheduler, it takes no I/O thread's time.
void node::look_at_memory() {
  if (spare_.worth_giving_back(net::stream::alive(), net::stream::most_alive()))
    net::give_back_memory();
  delayed_send(this, memory_interval, check_memory{});
}

adapter_actor node::adapter_now(const std::string& nsp) const {
  for (const auto& c : children_)
    if (c.what == kind::adapter && c.name == nsp && c.actor)
      return caf::actor_cast<adapter_actor>(c.actor);
  return {};
}

void node::pass_on(const publish_in& m) {
  if (const auto to = adapter_now(m.nsp))
    return send(to, publish{m.what});
  log::error(
    "actors", "message-dropped",
    {{"reason", "an actor is being restarted"}, {"dropped", 1}});
}

void node::pass_on(const gather_in& m) {
  if (const auto to = adapter_now(m.nsp))
    return send(to, m.what);
  if (m.what.done)
    m.what.done({{}, {}, 0, {around_.name}});
}

/// The I/O threads do not run yet, so their contexts may be filled from here.
void node::start_all() {
  const auto threads = around_.threads.size();
  children_.push_back({kind::cluster, around_.name, 0, nullptr, {}});
  children_.push_back({kind::user_registry, "users", 0, nullptr, {}});
  for (std::size_t i = 0; i < threads; ++i)
    children_.push_back({kind::dispatcher, std::to_string(i), i, nullptr, {}});
  for (const auto& nsp : around_.nsps)
    children_.push_back(
      {kind::adapter,
       nsp,
       std::hash<std::string>{}(nsp) % threads,
       nullptr,
       {}});
  for (std::size_t i = 0; i < threads; ++i)
    children_.push_back({kind::relay, std::to_string(i), i, nullptr, {}});
  for (std::size_t i = 0; i < threads; ++i)
    children_.push_back(
      {kind::session_registry, std::to_string(i), i, nullptr, {}});
  for (auto& c : children_)
    start(c);
}

void node::start(child& c) {
  c.actor = spawn(c);
  monitor(caf::actor_cast<caf::actor>(c.actor));
  announce(c);
  if (c.budget.restarts() > 0)
    log::info(
      "actors", "actor-restarted",
      {{"kind", describe_kind(c.what)}, {"name", c.name}});
}

template <class Actor, class... Ts>
auto node::spawn_scheduled(Ts&&... xs) {
  caf::actor_config config{nullptr, this};
  return system().spawn_class<Actor, caf::no_spawn_options>(
    config, std::forward<Ts>(xs)...);
}

user_registry::publisher node::publisher() {
  return [self = caf::actor_cast<caf::actor_addr>(this)](
           const std::string& nsp, broadcast_ptr what) {
    if (const auto to = caf::actor_cast<node_actor>(self))
      caf::anon_send(to, publish_in{nsp, std::move(what)});
  };
}

user_registry_actor node::users_now() const {
  for (const auto& c : children_)
    if (c.what == kind::user_registry && c.actor)
      return caf::actor_cast<user_registry_actor>(c.actor);
  return {};
}

void node::ask(const ask_all& m) {
  const auto users = users_now();
  if (!users)
    return m.done({{}, 0, {around_.name}});
  request(users, 2 * m.question.deadline, m.question)
    .then(
      [done = m.done](const nodes_answered& all) { done(all); },
      [done = m.done, name = around_.name](const caf::error&) {
        done({{}, 0, {name}});
      });
}

cluster_actor node::cluster_now() const {
  for (const auto& c : children_)
    if (c.what == kind::cluster && c.actor)
      return caf::actor_cast<cluster_actor>(c.actor);
  return {};
}

caf::strong_actor_ptr node::spawn(const child& c) {
  const auto strong = [](auto handle) {
    return caf::actor_cast<caf::strong_actor_ptr>(std::move(handle));
  };
  auto& thread = *around_.threads[c.place];
  switch (c.what) {
  case kind::cluster:
    return strong(spawn_scheduled<class cluster>(around_.formation));
  case kind::user_registry:
    return strong(spawn_scheduled<class user_registry>(
      user_registry::surroundings{around_.on_user, publisher()}));
  case kind::dispatcher:
    return strong(spawn_on<class dispatcher>(
      system(), &thread.unit, this, std::ref(thread.index),
      std::ref(thread.unit.thread())));
  case kind::adapter: {
    adapter::surroundings around;
    around.node = around_.name;
    for (auto* each : around_.threads) {
      around.dispatchers.push_back(each->dispatcher);
      around.units.push_back(&each->unit);
    }
    around.owner_of = around_.owner_of;
    return strong(spawn_on<class adapter>(
      system(), &thread.unit, this, c.name, std::move(around)));
  }
  case kind::relay:
    return strong(spawn_on<class relay>(
      system(), &thread.unit, this, std::ref<net::gateway>(*around_.gateway)));
  default:
    return strong(spawn_on<class session_registry>(
      system(), &thread.unit, this, std::ref(*around_.sessions[c.place])));
  }
}

/// Tells the I/O threads where an actor is now, each on itself.
void node::announce(const child& c) {
  if (c.what == kind::dispatcher) {
    // Never restarted: set once, before the threads run.
    around_.threads[c.place]->dispatcher =
      caf::actor_cast<dispatcher_actor>(c.actor);
    return;
  }
  tell_cluster(c);
  for (auto* thread : around_.threads)
    thread->unit.thread().post([thread, what = c.what, name = c.name,
                                place = c.place, actor = c.actor,
                                gateway = around_.gateway] {
      if (what == kind::user_registry)
        thread->users.set(caf::actor_cast<user_registry_actor>(actor));
      else if (what == kind::adapter)
        thread->adapter_of(name).set(caf::actor_cast<adapter_actor>(actor));
      else if (what == kind::relay && thread->unit.thread().index() == place)
        gateway->set_relay(
          static_cast<unsigned>(place), caf::actor_cast<relay_actor>(actor));
      else if (what != kind::session_registry)
        return;
      else if (thread->unit.thread().index() == place)
        gateway->set_registry(
          static_cast<unsigned>(place),
          caf::actor_cast<session_registry_actor>(actor));
    });
  if (c.what == kind::user_registry && c.actor && c.budget.restarts() > 0)
    for (const auto& other : children_)
      if (other.what == kind::session_registry && other.actor)
        send(
          caf::actor_cast<session_registry_actor>(other.actor),
          announce_users{});
}

/// Who gets what other nodes have to say.
void node::tell_cluster(const child& c) {
  const auto cluster = cluster_now();
  if (!cluster)
    return;
  if (c.what == kind::user_registry)
    send(cluster, users_placed{caf::actor_cast<user_registry_actor>(c.actor)});
  else if (c.what == kind::adapter)
    send(
      cluster, adapter_placed{c.name, caf::actor_cast<adapter_actor>(c.actor)});
  else if (c.what == kind::relay)
    send(cluster, relay_placed{c.place, caf::actor_cast<relay_actor>(c.actor)});
}

void node::on_child_down(const caf::down_msg& news) {
  const auto found =
    std::find_if(children_.begin(), children_.end(), [&](const auto& c) {
      return c.actor && c.actor->id() == news.source.id();
    });
  if (found == children_.end())
    return;
  found->actor = nullptr;
  if (stopping_) {
    const bool all_down =
      std::none_of(children_.begin(), children_.end(), [](const auto& c) {
        return c.actor != nullptr;
      });
    if (all_down) {
      std::exchange(stopped_, {}).deliver(node_stopped{});
      quit();
    }
    return;
  }
  if (found->what == kind::dispatcher || found->what == kind::cluster)
    return give_up(*found, "no other can take its place");
  announce(*found);
  const auto pause = found->budget.crashed(std::chrono::steady_clock::now());
  if (!pause)
    return give_up(*found, "restarted too often");
  log::error(
    "actors", "actor-down",
    {{"kind", describe_kind(found->what)},
     {"name", found->name},
     {"reason", system().render(news.reason)},
     {"restart_in_ms", pause->count()}});
  delayed_send(
    this, *pause,
    restart_child{static_cast<std::size_t>(found - children_.begin())});
}

void node::give_up(const child& c, std::string_view why) {
  if (std::exchange(gave_up_, true))
    return;
  log::error(
    "actors", "node-gives-up",
    {{"kind", describe_kind(c.what)}, {"name", c.name}, {"reason", why}});
  around_.on_give_up();
}

} // namespace troupe::actors
