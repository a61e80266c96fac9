#include "actors/system.hpp"

#include "actors/node.hpp"
#include "config/log.hpp"
#include "net/listener.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <limits>
#include <thread>

namespace troupe::actors {

namespace {

/// Time for the actors to end once the sessions have.
constexpr auto actor_patience = std::chrono::seconds{3};

struct caf_config : caf::actor_system_config {
  caf_config() {
    // Stealing workers burn a third of a core while nothing happens, and what
    // is scheduled (rather than hosted on an I/O thread) is rare.
    set("scheduler.policy", caf::atom("sharing"));
    set("scheduler.max-threads", std::size_t{2});
    set("scheduler.max-throughput", std::size_t{64});
  }
};

unsigned thread_count(const config::options& options) {
  if (options.threads > 0)
    return options.threads;
  return std::clamp(std::thread::hardware_concurrency(), 1U, 256U);
}

bool has(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

engine_settings make_engine(
  const config::engine_options& from, const config::limit_options& limits) {
  engine_settings to;
  to.timing = {from.ping_interval, from.ping_timeout, from.upgrade_timeout};
  to.allow_upgrades = from.allow_upgrades && has(from.transports, "websocket");
  to.max_message = from.max_http_buffer_size;
  to.max_fragments = limits.fragments;
  to.packets_per_payload = limits.packets_per_payload;
  to.queue = {from.send_queue_bytes, from.send_queue_packets};
  to.cookie = from.cookie;
  return to;
}

client_settings make_client(const config::options& from) {
  client_settings to;
  to.limits.json = {from.limits.json_depth, from.limits.json_nodes};
  to.limits.arguments = from.limits.arguments;
  to.limits.attachments = from.limits.attachments;
  to.limits.name_bytes = from.limits.name_bytes;
  to.max_bytes = from.engine.max_http_buffer_size;
  to.max_namespaces = from.socketio.max_namespaces;
  to.max_rooms = from.limits.rooms_per_socket;
  to.connect_timeout = from.socketio.connect_timeout;
  return to;
}

/// Without limits, quotas are lifted; the bounds of parsers always hold.
config::options lift_quotas(config::options options) {
  constexpr auto none = std::numeric_limits<std::size_t>::max();
  auto& limits = options.limits;
  if (limits.enabled)
    return options;
  limits.connections = none;
  limits.requests_per_connection = none;
  limits.rooms_per_socket = none;
  options.socketio.max_namespaces = none;
  return options;
}

/// Who serves the calling thread, if it is an I/O thread of ours.
thread_local thread_context* current_thread = nullptr;

} // namespace

struct system::state {
  explicit state(setup with);

  setup given;
  session_settings settings;
  inbound_gateway gateway;
  net::site site;
  caf_config config;
  // In this order: a unit outlives the actor system, a thread its unit's use.
  std::vector<std::unique_ptr<net::io_thread>> threads;
  std::vector<std::unique_ptr<thread_context>> contexts;
  std::vector<std::unique_ptr<session_context>> sessions;
  std::unique_ptr<net::listener> listener;
  std::unique_ptr<caf::actor_system> actors;
  node_actor node;
  bool running = false;
};

system::state::state(setup with)
  : given{std::move(with)}
  , gateway{settings.ids, thread_count(given.options)} {
  given.options = lift_quotas(std::move(given.options));
  settings.client = make_client(given.options);
  settings.app = given.app;
  site.cors = given.options.cors;
  site.limits = given.options.limits;
  site.files = std::move(given.files);
  site.upward = &gateway;
  for (const auto& engine : given.engines) {
    settings.engines.push_back(make_engine(engine, given.options.limits));
    site.engines.push_back(
      {engine.path,
       {has(engine.transports, "polling"), has(engine.transports, "websocket")},
       engine.max_http_buffer_size});
  }
}

system::system(setup with)
  : state_{std::make_unique<state>(std::move(with))} {
}

system::~system() {
  stop();
}

void system::start() {
  auto& s = *state_;
  s.actors = std::make_unique<caf::actor_system>(s.config);
  node::surroundings around;
  for (unsigned i = 0; i < thread_count(s.given.options); ++i) {
    auto& thread = *s.threads.emplace_back(std::make_unique<net::io_thread>(i));
    auto& context = *s.contexts.emplace_back(
      std::make_unique<thread_context>(*s.actors, thread));
    auto& session = *s.sessions.emplace_back(std::make_unique<session_context>(
      session_context{context, s.settings, {}}));
    s.site.threads.push_back(&thread);
    around.threads.push_back(&context);
    around.sessions.push_back(&session);
  }
  s.listener = std::make_unique<net::listener>(s.site);
  s.listener->open(s.given.options.host, s.given.options.port);
  around.name = s.given.options.name;
  around.gateway = &s.gateway;
  around.nsps = s.given.app->nsps();
  around.on_give_up = s.given.on_give_up;
  around.tree_interval = s.given.options.log.actor_tree_interval;
  s.node = s.actors->spawn<class node>(std::move(around));
  s.running = true;
  caf::scoped_actor self{*s.actors};
  self->request(s.node, caf::infinite, start_node{})
    .receive([](node_started) {}, [](const caf::error&) {});
  for (std::size_t i = 0; i < s.threads.size(); ++i) {
    s.threads[i]->post(
      [context = s.contexts[i].get()] { current_thread = context; });
    s.threads[i]->start();
  }
  s.listener->start();
}

std::uint16_t system::port() const noexcept {
  return state_->listener->port();
}

bool system::stop() {
  auto& s = *state_;
  if (!std::exchange(s.running, false))
    return true;
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
  s.node = nullptr;
  for (auto& thread : s.threads)
    thread->stop();
  s.gateway.release();
  for (auto& session : s.sessions)
    session->release();
  for (auto& context : s.contexts)
    context->release();
  if (!in_order)
    s.actors->await_actors_before_shutdown(false);
  s.actors.reset();
  return in_order;
}

void system::log_tree() {
  if (state_->node)
    caf::anon_send(state_->node, actors::log_tree{});
}

void system::publish(const std::string& nsp, messages::broadcast_ptr what) {
  if (current_thread)
    current_thread->adapter_of(nsp).send(messages::publish{std::move(what)});
  else if (state_->node)
    caf::anon_send(state_->node, publish_in{nsp, std::move(what)});
}

} // namespace troupe::actors
