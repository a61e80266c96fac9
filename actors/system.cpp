#include "actors/system.hpp"

#include "actors/auth_keys.hpp"
#include "actors/cluster/formation.hpp"
#include "actors/https.hpp"
#include "actors/node_line.hpp"
#include "actors/settings.hpp"
#include "actors/system_state.hpp"
#include "config/contradictions.hpp"
#include "config/listen_address.hpp"
#include "config/log.hpp"
#include "config/metrics.hpp"

#include <caf/logger.hpp>
#include <caf/scoped_actor.hpp>

#include <algorithm>
#include <future>
#include <limits>
#include <system_error>
#include <thread>

namespace troupe::actors {

namespace {

/// Time for the actors to end once the sessions have, and for CAF's own threads
/// to end after that.
constexpr auto actor_patience = std::chrono::seconds{3};

/// Time to find other nodes before clients are served, who may be theirs.
constexpr auto joining_patience = std::chrono::seconds{3};

/// CAF's end waits until no thread holds its logger any more, and one that has
/// made or asked actors does: without this, only the thread that started a
/// server could stop it.
void let_go_of_logger() {
  caf::logger::set_current_actor_system(nullptr);
}

} // namespace

system::state::state(setup with)
  : given{std::move(with)}
  , greeter{make_greeting(given.options, number)}
  , gateway{settings.ids, number, thread_count(given.options)}
  , config{given.options} {
  settings.node = number;
  settings.node_name = given.options.name;
  // Nodes of a cluster have to find each other's sessions.
  if (is_clustered(given.options))
    settings.ids = session_ids{greeter.session_key()};
  given.options = lift_quotas(std::move(given.options));
  settings.client = make_client(given.options);
  settings.client.auth = load_authentication(given.options.auth);
  settings.app = given.app;
  settings.quotas = site.quotas;
  site.files = std::move(given.files);
  site.upward = &gateway;
  site.budget = &budget;
  budget.set_limit(given.options.limits.queued_bytes);
  gate.set_bound(given.options.limits.undelivered_bytes);
  site.pages = given.pages;
  site.max_page_body = given.options.engine.max_http_buffer_size;
  given.sides.resize(given.engines.size());
  for (const auto& engine : given.engines) {
    const auto& side = given.sides[settings.engines.size()];
    settings.engines.push_back(make_engine(engine, given.options.limits));
    settings.engines.back().sessions = side.count;
    settings.engines.back().hooks = side.hooks;
    site.engines.push_back(make_endpoint(engine, side.hooks));
  }
}

system::system(setup with) {
  check_cluster(with.options); // before anything is made of it
  config::require_no_contradiction(with.options);
  state_ = std::make_shared<state>(std::move(with));
}

system::~system() {
  stop();
}

node_surroundings system::state::surround() {
  node_surroundings around;
  for (unsigned i = 0; i < threads.size(); ++i) {
    around.threads.push_back(contexts[i].get());
    around.sessions.push_back(sessions[i].get());
  }
  around.name = given.options.name;
  around.gateway = &gateway;
  around.nsps = given.app->nsps();
  around.makes_nsp = [app = given.app](const std::string& nsp) {
    return app->find_nsp(nsp, {});
  };
  around.on_new_nsp = given.on_new_nsp;
  around.cleans_up = given.options.socketio.cleanup_empty_child_namespaces;
  around.on_give_up = given.on_give_up;
  around.on_user = given.on_user;
  around.on_server_event = given.on_server_event;
  around.tree_interval = given.options.log.actor_tree_interval;
  around.tree_top = given.options.log.actor_tree_top;
  around.owner_of =
    [this](std::string_view id) -> std::optional<std::uint32_t> {
    const auto place = settings.ids.place_of(id);
    return place ? std::optional{place->node} : std::nullopt;
  };
  around.formation = {
    greeter, make_peer_settings(given.options), given.options.cluster.seeds,
    given.options.cluster.dns, remoting.get()};
  return around;
}

void system::state::join(const cluster_actor& cluster) {
  if (!remoting)
    return;
  remoting->listen(given.options.cluster.listen, cluster);
  log::info(
    "cluster", "cluster-listening",
    {{"address", given.options.cluster.listen}});
  caf::scoped_actor self{*actors};
  self->request(cluster, joining_patience, join_cluster{})
    .receive(
      [](cluster_settled) {},
      [](const caf::error&) {
        log::warn("cluster", "cluster-not-settled", {});
      });
}

/// On one thread: what watches a server asks little.
void system::state::open_doors() {
  for (const auto& each : given.doors) {
    auto& made = *doors.emplace_back(std::make_unique<door>());
    auto limits = given.options.limits;
    limits.connections = std::numeric_limits<std::size_t>::max();
    lift_rates(limits);
    made.site.rules.front() = make_rules(given.options.cors, limits);
    made.site.pages = each.pages;
    made.site.upward = &gateway;
    made.site.threads = {threads.front().get()};
    made.listener = std::make_unique<net::listener>(made.site);
    try {
      made.listener->open(each.at, nullptr);
    } catch (const std::system_error& e) {
      if (each.required)
        throw;
      log::warn("node", "door-not-available", {{"err", e.what()}});
      doors.pop_back();
    }
  }
}

cluster_actor system::state::start_node() {
  node = actors->spawn<class node>(surround());
  line.connect(node);
  running = true;
  cluster_actor cluster;
  caf::scoped_actor self{*actors};
  self->request(node, caf::infinite, actors::start_node{})
    .receive(
      [&](const node_started& started) { cluster = started.cluster; },
      [](const caf::error&) {});
  return cluster;
}

void system::state::make_threads() {
  const auto count = thread_count(given.options);
  for (unsigned i = 0; i < count; ++i) {
    auto& thread = *threads.emplace_back(std::make_unique<net::io_thread>(i));
    auto& context =
      *contexts.emplace_back(std::make_unique<thread_context>(*actors, thread));
    auto& own = *thread_settings.emplace_back(
      std::make_unique<session_settings>(settings));
    sessions.emplace_back(
      std::make_unique<session_context>(session_context{context, own, {}}));
    context.gate = &gate;
    site.threads.push_back(&thread);
  }
  // A thread alone has nobody to hand clients to while a handler holds it up.
  // Nobody looks whether the accepting one turns: it need not, for nothing.
  if (count > 1)
    accepting = std::make_unique<net::io_thread>(count, std::chrono::hours{1});
  site.accepting = accepting.get();
  site.rules.assign(
    count + 1, make_rules(given.options.cors, given.options.limits));
}

void system::start() {
  auto& s = *state_;
  s.tls = make_tls(s.given.options);
  metrics::name_nsps(s.given.app->nsps());
  s.actors = std::make_unique<caf::actor_system>(s.config);
  s.make_threads();
  s.recoveries = make_recoveries(s.given.options, s.settings, s.offsets);
  keep_sessions(s.sessions, s.recoveries);
  if (is_clustered(s.given.options))
    s.remoting = std::make_unique<caf_remoting>(
      *s.actors, *s.threads.front(), uses_tls(s.given.options));
  s.listener = std::make_unique<net::listener>(s.site);
  s.listener->open(config::listen_addresses(s.given.options), s.tls.get());
  s.open_doors();
  const auto cluster = s.start_node();
  for (std::size_t i = 0; i < s.threads.size(); ++i) {
    s.threads[i]->post(
      [context = s.contexts[i].get()] { current_thread = context; });
    s.threads[i]->start();
  }
  if (s.accepting)
    s.accepting->start();
  s.watch = std::make_unique<net::stuck_watch>(
    s.site.threads, s.given.options.node.stuck_timeout);
  for (const auto& each : s.doors)
    each->listener->start();
  s.join(cluster);
  s.listener->start();
  s.serving = true;
  let_go_of_logger();
}

std::uint16_t system::port() const noexcept {
  return state_->listener->port();
}

std::vector<std::string> system::addresses() const {
  return state_->listener->addresses();
}

/// Ends CAF on a thread of its own: what it waits for at its end is not ours to
/// bound, so if that takes too long, the thread keeps it and all it refers to.
bool system::end_actors(const std::shared_ptr<state>& of) {
  let_go_of_logger();
  std::promise<void> ended;
  const auto done = ended.get_future();
  std::thread ending{[of, ended = std::move(ended)]() mutable {
    of->actors.reset();
    ended.set_value();
  }};
  if (done.wait_for(actor_patience) == std::future_status::ready) {
    ending.join();
    return true;
  }
  ending.detach();
  log::error(
    "actors", "stop-cut-short", {{"reason", "CAF's threads do not end"}});
  return false;
}

bool system::owns_this_thread() const noexcept {
  return std::any_of(
    state_->contexts.begin(), state_->contexts.end(),
    [](const auto& context) { return context.get() == current_thread; });
}

bool system::stop() {
  auto& s = *state_;
  if (!std::exchange(s.running, false))
    return true;
  s.serving = false;
  s.watch = nullptr; // from here on the time to end is bounded
  s.listener->stop();
  bool in_order = false;
  {
    const auto patience = s.given.options.node.drain_timeout;
    caf::scoped_actor self{*s.actors};
    self->request(s.node, patience + actor_patience, stop_node{patience})
      .receive(
        [&](node_stopped) { in_order = true; },
        [&](const caf::error& failed) {
          log::error(
            "actors", "stop-cut-short", {{"reason", s.actors->render(failed)}});
        });
  }
  for (const auto& each : s.doors)
    each->listener->stop();
  s.line.cut();
  s.node = nullptr;
  if (s.accepting)
    s.accepting->stop(); // before those that it hands clients to
  for (auto& thread : s.threads)
    thread->stop();
  s.remoting = nullptr;
  s.gateway.release();
  for (auto& session : s.sessions)
    session->release();
  for (auto& context : s.contexts)
    context->release();
  if (!in_order)
    s.actors->await_actors_before_shutdown(false);
  return end_actors(state_) && in_order;
}

} // namespace troupe::actors
