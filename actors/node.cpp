#include "actors/node.hpp"

#include "config/metrics.hpp"
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
    [this](start_node) { return begin(); },
    [this](stop_node m) {
      stopped_ = make_response_promise<node_stopped>();
      stop_all(m.patience);
      return stopped_;
    },
    [this](log_tree) { log_whole_tree(); },
    [this](const collect_tree& m) { collect(m); },
    [this](const check_pulse& m) { feel_pulse(m); },
    [this](tick) {
      log_whole_tree();
      delayed_send(this, around_.tree_interval, tick{});
    },
    [this](const publish_in& m) { pass_on(m); },
    [this](const gather_in& m) { pass_on(m); },
    [this](const publish_to_user& m) {
      if (const auto users = users_now())
        send(users, m);
    },
    [this](const ask_all& m) { ask(m); },
    [this](const publish_to_nsps& m) { pass_on(m); },
    [this](const open_nsp& m) { make_nsp(m.nsp); },
    [this](const nsp_emptied& m) { let_go_of(m); },
    [this](const nsp_let_go& m) { close_when_let_go(m); },
    [this](restart_child m) {
      for (auto& c : children_)
        if (c.id == m.id && !stopping_)
          return start(c);
    },
    [this](ending_overdue) { tell_who_lives(); },
    [this](check_memory) { look_at_memory(); },
    [this](const keep_watch& m) { watch(m); },
    [this](watch_due) { look_after_threads(); },
  };
}

node_started node::begin() {
  start_all();
  if (around_.tree_interval.count() > 0)
    delayed_send(this, around_.tree_interval, tick{});
  delayed_send(this, memory_interval, check_memory{});
  return {cluster_now()};
}

/// Here, on CAF's scheduler, it takes no I/O thread's time.
void node::look_at_memory() {
  if (spare_.worth_giving_back(net::stream::alive(), net::stream::most_alive()))
    net::give_back_memory();
  delayed_send(this, memory_interval, check_memory{});
}

adapter_actor node::adapter_now(const std::string& nsp) {
  const auto* which = find_adapter(nsp);
  return which ? caf::actor_cast<adapter_actor>(which->actor) : adapter_actor{};
}

void node::pass_on(const publish_in& m) {
  make_nsp(m.nsp);
  if (const auto to = adapter_now(m.nsp))
    return send(to, publish{m.what});
  log::error(
    "actors", "message-dropped",
    {{"reason", "an actor is being restarted"}, {"dropped", 1}});
}

void node::pass_on(const gather_in& m) {
  make_nsp(m.nsp);
  if (const auto to = adapter_now(m.nsp))
    return send(to, m.what);
  if (m.what.done)
    m.what.done({{}, {}, 0, {around_.name}});
}

void node::add(kind what, std::string name, std::size_t place) {
  child added{what, std::move(name), place, nullptr, {}};
  added.id = ++last_child_;
  children_.push_back(std::move(added));
}

/// The I/O threads do not run yet, so their contexts may be filled from here.
void node::start_all() {
  const auto threads = around_.threads.size();
  const auto self = caf::actor_cast<caf::actor_addr>(this);
  for (auto* each : around_.threads)
    each->open_nsp = [self](const std::string& nsp) {
      if (const auto to = caf::actor_cast<node_actor>(self))
        caf::anon_send(to, open_nsp{nsp});
    };
  around_.formation.open_nsp = around_.threads.front()->open_nsp;
  around_.formation.gate = around_.threads.front()->gate;
  add(kind::cluster, around_.name, 0);
  add(kind::user_registry, "users", 0);
  for (std::size_t i = 0; i < threads; ++i)
    add(kind::dispatcher, std::to_string(i), i);
  for (const auto& nsp : around_.nsps)
    add(kind::adapter, nsp, std::hash<std::string>{}(nsp) % threads);
  for (std::size_t i = 0; i < threads; ++i)
    add(kind::relay, std::to_string(i), i);
  for (std::size_t i = 0; i < threads; ++i)
    add(kind::session_registry, std::to_string(i), i);
  for (auto& c : children_)
    start(c);
}

void node::start(child& c) {
  c.actor = spawn(c);
  monitor(caf::actor_cast<caf::actor>(c.actor));
  announce(c);
  if (c.budget.restarts() == 0)
    return;
  metrics::actor_restarts.count(metrics::kind_of(describe_kind(c.what)));
  log::info(
    "actors", "actor-restarted",
    {{"kind", describe_kind(c.what)}, {"name", c.name}});
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
    return m.done ? m.done({{}, 0, {around_.name}}) : void();
  request(users, 2 * m.question.deadline, m.question)
    .then(
      [done = m.done](const nodes_answered& all) {
        if (done)
          done(all);
      },
      [done = m.done, name = around_.name](const caf::error&) {
        if (done)
          done({{}, 0, {name}});
      });
}

cluster_actor node::cluster_now() const {
  for (const auto& c : children_)
    if (c.what == kind::cluster && c.actor)
      return caf::actor_cast<cluster_actor>(c.actor);
  return {};
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
  delayed_send(this, *pause, restart_child{found->id});
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
