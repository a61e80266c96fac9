#pragma once

#include "actors/cluster/cluster.hpp"
#include "actors/cluster/user_registry.hpp"
#include "actors/hosting/supervision.hpp"
#include "actors/hosting/traced.hpp"
#include "actors/roles.hpp"
#include "actors/rooms/adapter.hpp"
#include "actors/rooms/interest.hpp"
#include "actors/session/inbound_gateway.hpp"
#include "actors/session/session_context.hpp"
#include "actors/session/session_messages.hpp"
#include "actors/type_ids.hpp"
#include "net/spare_memory.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace troupe::actors {

/// server → node: start what you supervise → node_started.
struct start_node {};
struct node_started {
  cluster_actor cluster; ///< what other nodes greet
};
/// server → node: end it in reverse order → node_stopped.
struct stop_node {
  std::chrono::milliseconds patience{8000}; ///< for the sessions to end
};
struct node_stopped {};
/// server → node: write the actor tree to the log.
struct log_tree {};
/// Any thread → node: a broadcast from outside the I/O threads.
struct publish_in {
  std::string nsp;
  broadcast_ptr what;
};
/// Any thread → node: for all namespaces of a family that is made on demand.
struct publish_to_nsps {
  std::size_t family = 0; ///< as `application::find_nsp` has it
  std::function<broadcast_ptr(const std::string& nsp)> make;
};
/// Any thread → node: a demand from outside the I/O threads.
struct gather_in {
  std::string nsp;
  gather what;
};
/// Any thread → node: a question to all nodes, for the user registry.
struct ask_all {
  ask_nodes question;
  std::function<void(const nodes_answered&)> done; ///< called in the node
};
/// Any thread → node: a namespace is wanted that is made on demand.
struct open_nsp {
  std::string nsp;
};
/// adapter → node: its last socket has gone.
struct nsp_emptied {
  std::string nsp;
};
/// (own) an I/O thread has forgotten the way to its adapter.
struct nsp_let_go {
  std::string nsp;
};
/// Any thread → node: the tree of actors.
struct collect_tree {
  std::size_t top = 20; ///< as `describe` has it
  std::function<void(const std::vector<tree_node>&)> done; ///< in the node
};
/// Any thread → node: is every I/O thread, and CAF's scheduler, at work?
struct check_pulse {
  std::function<void(bool)> done; ///< called once, within a second; any thread
};
/// (own) the tree is due again.
struct tick {};
/// (own) the pause after a crash is over.
struct restart_child {
  std::uint64_t id = 0;
};
/// (own) all should have ended by now.
struct ending_overdue {};
/// (own) time to see whether memory can be given back.
struct check_memory {};
/// server → node: call `alive` every so often, if node and I/O threads answer.
struct keep_watch {
  std::chrono::milliseconds every{0};
  std::function<void()> alive; ///< called in the node; must not block
};
/// (own) it is time to ask the I/O threads again.
struct watch_due {};

using node_actor = caf::typed_actor<
  caf::replies_to<start_node>::with<node_started>,
  caf::replies_to<stop_node>::with<node_stopped>, caf::reacts_to<log_tree>,
  caf::reacts_to<collect_tree>, caf::reacts_to<check_pulse>,
  caf::reacts_to<tick>, caf::reacts_to<publish_in>, caf::reacts_to<gather_in>,
  caf::reacts_to<publish_to_nsps>, caf::reacts_to<open_nsp>,
  caf::reacts_to<nsp_emptied>, caf::reacts_to<nsp_let_go>,
  caf::reacts_to<publish_to_user>, caf::reacts_to<ask_all>,
  caf::reacts_to<restart_child>, caf::reacts_to<ending_overdue>,
  caf::reacts_to<check_memory>, caf::reacts_to<keep_watch>,
  caf::reacts_to<watch_due>>;

/// The root supervisor of a node.
///
///   node                     one, on CAF's scheduler
///   ├─ cluster               one, on CAF's scheduler; its end is the node's
///   │  └─ peer-link          one per other node; not restarted
///   ├─ user-registry         one, on CAF's scheduler
///   │  └─ collector          one per question to all nodes; not restarted
///   ├─ dispatcher            one per I/O thread; its end is the node's
///   ├─ adapter               one per namespace
///   │  └─ room               one per room that has members
///   ├─ relay                 one per I/O thread
///   └─ session-registry      one per I/O thread
///      └─ connection         one per session; not restarted
///
/// Starts them in this order, stops them in reverse. What crashes is started
/// anew (`restart_budget`); when that does not help, the node gives up and the
/// process ends with code 70.
class node final : public traced<node_actor::base> {
public:
  struct surroundings {
    std::string name;
    std::vector<thread_context*> threads;
    std::vector<session_context*> sessions;
    inbound_gateway* gateway = nullptr;
    std::vector<std::string> nsps;
    /// Whether a namespace may be made on demand.
    std::function<std::optional<std::size_t>(const std::string&)> makes_nsp;
    /// Called with one that has been made; a thread of ours.
    std::function<void(const std::string&)> on_new_nsp;
    bool cleans_up = false; ///< such namespaces end when they are empty
    std::chrono::milliseconds tree_interval{0}; ///< 0 = on demand only
    std::size_t tree_top = 20;                  ///< of a kind, in the log
    cluster::setup formation;
    interest::owner_of owner_of; ///< of a socket's id
    /// A user of another node has come or gone; called by the user registry.
    user_registry::elsewhere on_user;
    user_registry::server_events on_server_event;
    /// Called once if the node gives up; from any thread.
    std::function<void()> on_give_up;
  };

  node(caf::actor_config& config, surroundings around);

  const char* name() const override { return "node"; }
  behavior_type make_behavior() override;

private:
  enum class kind : std::uint8_t {
    cluster,
    user_registry,
    dispatcher,
    adapter,
    relay,
    session_registry,
  };
  struct child {
    kind what;
    std::string name;      ///< namespace, or number of the I/O thread
    std::size_t place = 0; ///< the I/O thread it lives on or serves
    caf::strong_actor_ptr actor;
    restart_budget budget;
    std::uint64_t id = 0;
    bool on_demand = false;  ///< a namespace
    std::size_t holders = 0; ///< threads that have not let go of it yet
  };

  static std::string_view describe_kind(kind what);
  node_started begin();
  void start_all();
  void start(child& c);
  caf::strong_actor_ptr spawn(const child& c);
  adapter::surroundings surround(const child& c);
  template <class Actor, class... Ts>
  auto spawn_scheduled(Ts&&... xs);
  user_registry::publisher publisher();
  cluster_actor cluster_now() const;
  void announce(const child& c);
  void add(kind what, std::string name, std::size_t place);
  child* find_adapter(std::string_view nsp);
  void make_nsp(const std::string& nsp);
  void let_go_of(const nsp_emptied& m);
  void close_when_let_go(const nsp_let_go& m);
  void on_nsp_closed(const std::string& nsp, bool ended);
  void tell_cluster(const child& c);
  user_registry_actor users_now() const;
  adapter_actor adapter_now(const std::string& nsp);
  void pass_on(const publish_in& m);
  void pass_on(const gather_in& m);
  void pass_on(const publish_to_nsps& m);
  void ask(const ask_all& m);
  void on_child_down(const caf::down_msg& news);
  void give_up(const child& c, std::string_view why);
  void stop_all(std::chrono::milliseconds patience);
  static void end_sessions(session_context& orphans);
  void leave_when_said();
  void leave();
  void end_children();
  void tell_who_lives();
  void look_at_memory();
  void watch(const keep_watch& m);
  void look_after_threads();
  void ask_threads(
    std::chrono::milliseconds patience, std::function<void(bool)> told);
  void log_whole_tree();
  void collect(const collect_tree& m);
  user_registry::tree_teller tree_teller();
  void feel_pulse(const check_pulse& m);

  surroundings around_;
  std::vector<child> children_; ///< in order of start
  std::uint64_t last_child_ = 0;
  caf::typed_response_promise<node_stopped> stopped_;
  net::spare_memory spare_;
  keep_watch watch_;
  bool stopping_ = false;
  bool gave_up_ = false;
};

} // namespace troupe::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::start_node)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::node_started)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::stop_node)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::node_stopped)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::log_tree)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::collect_tree)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::check_pulse)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::ask_all)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::publish_to_nsps)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::open_nsp)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::nsp_emptied)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::nsp_let_go)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::publish_in)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::gather_in)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::restart_child)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::ending_overdue)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::check_memory)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::keep_watch)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::watch_due)
