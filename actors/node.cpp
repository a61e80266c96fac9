#include "actors/node.hpp"

#include "actors/cluster/user_registry.hpp"
#include "actors/hosting/tree_answer.hpp"
#include "actors/rooms/adapter.hpp"
#include "actors/rooms/dispatcher.hpp"
#include "actors/session/session_registry.hpp"

#include <algorithm>
#include <utility>

namespace troupe::actors {

namespace {

/// How many room lines of a tree are written; the rest is counted.
constexpr std::size_t most_lines = 1000;

void write_tree_line(const tree_node& line) {
  log::write(
    log::level::info, "actors", "actor-tree",
    {{"kind", line.kind},
     {"name", line.name},
     {"parent", line.parent},
     {"members", line.members},
     {"mailbox", line.mailbox},
     {"mailbox_highest", line.mailbox_highest},
     {"restarts", line.restarts}});
}

/// Writes the tree when the last actor that was asked has answered.
struct tree_log {
  explicit tree_log(tree_node root) { nodes.push_back(std::move(root)); }
  ~tree_log() {
    const auto& root = nodes.front();
    const auto shown = std::min(nodes.size(), most_lines);
    for (std::size_t i = 0; i < shown; ++i) {
      if (i > 0 && nodes[i].parent.empty())
        nodes[i].parent = root.kind + ":" + root.name;
      write_tree_line(nodes[i]);
    }
    log::info(
      "actors", "actor-tree-end",
      {{"actors", nodes.size()}, {"left_out", nodes.size() - shown}});
  }
  std::vector<tree_node> nodes;
};

} // namespace

std::string_view node::describe_kind(kind what) {
  constexpr std::string_view texts[] = {
    "user-registry", "dispatcher", "adapter", "session-registry"};
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
      return node_started{};
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
    [this](restart_child m) {
      if (!stopping_)
        start(children_.at(m.which));
    },
  };
}

void node::pass_on(const publish_in& m) {
  for (const auto& c : children_)
    if (c.what == kind::adapter && c.name == m.nsp && c.actor)
      return send(caf::actor_cast<adapter_actor>(c.actor), publish{m.what});
  log::error(
    "actors", "message-dropped",
    {{"reason", "an actor is being restarted"}, {"dropped", 1}});
}

/// The I/O threads do not run yet, so their contexts may be filled from here.
void node::start_all() {
  const auto threads = around_.threads.size();
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

caf::strong_actor_ptr node::spawn(const child& c) {
  const auto strong = [](auto handle) {
    return caf::actor_cast<caf::strong_actor_ptr>(std::move(handle));
  };
  auto& thread = *around_.threads[c.place];
  switch (c.what) {
  case kind::user_registry: {
    caf::actor_config config{nullptr, this};
    return strong(
      system().spawn_class<class user_registry, caf::no_spawn_options>(config));
  }
  case kind::dispatcher:
    return strong(spawn_on<class dispatcher>(
      system(), &thread.unit, this, std::ref(thread.index),
      static_cast<std::uint32_t>(c.place)));
  case kind::adapter: {
    adapter::surroundings around;
    for (auto* each : around_.threads) {
      around.dispatchers.push_back(each->dispatcher);
      around.units.push_back(&each->unit);
    }
    return strong(spawn_on<class adapter>(
      system(), &thread.unit, this, c.name, std::move(around)));
  }
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
  for (auto* thread : around_.threads)
    thread->unit.thread().post([thread, what = c.what, name = c.name,
                                place = c.place, actor = c.actor,
                                gateway = around_.gateway] {
      if (what == kind::user_registry)
        thread->users.set(caf::actor_cast<user_registry_actor>(actor));
      else if (what == kind::adapter)
        thread->adapter_of(name).set(caf::actor_cast<adapter_actor>(actor));
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
  if (found->what == kind::dispatcher)
    return give_up(*found, "a dispatcher has no other to take its place");
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

void node::stop_all(std::chrono::milliseconds patience) {
  stopping_ = true;
  // Freed when the last registry has answered, or failed to.
  const std::shared_ptr<void> closed{
    nullptr, [this](void*) { end_children(); }};
  for (const auto& c : children_)
    if (c.what == kind::session_registry && !c.actor)
      end_sessions(*around_.sessions[c.place]);
  for (const auto& c : children_)
    if (c.what == kind::session_registry && c.actor)
      request(
        caf::actor_cast<session_registry_actor>(c.actor), patience,
        close_sessions{})
        .then(
          [closed](all_closed) {},
          [closed, this](const caf::error& failed) {
            log::error(
              "actors", "sessions-not-closed",
              {{"reason", system().render(failed)}});
          });
}

/// For sessions whose registry is just away: nobody else will tell them.
void node::end_sessions(session_context& orphans) {
  orphans.thread.unit.thread().post([&orphans] {
    for (const auto& [sid, session] : orphans.roster)
      caf::anon_send(
        session,
        end_session{
          messages::close_reason::server_shutting_down, "the server stops"});
  });
}

void node::end_children() {
  for (auto c = children_.rbegin(); c != children_.rend(); ++c)
    if (c->actor)
      send_exit(
        caf::actor_cast<caf::actor>(c->actor), caf::exit_reason::user_shutdown);
}

void node::collect_tree() {
  tree_node root;
  root.kind = "node";
  root.name = around_.name;
  root.members = children_.size();
  root.mailbox = mailbox().size();
  root.mailbox_highest = mailbox_highest();
  const auto tree = std::make_shared<tree_log>(std::move(root));
  for (const auto& c : children_) {
    if (!c.actor)
      continue;
    // All of them answer `describe`; which of their interfaces is asked is
    // all the same.
    request(
      caf::actor_cast<user_registry_actor>(c.actor), 2 * describe_patience,
      describe{})
      .then(
        [tree, restarts = c.budget.restarts()](const described& told) {
          append_description(tree->nodes, told, restarts);
        },
        [](const caf::error&) {});
  }
}

} // namespace troupe::actors
