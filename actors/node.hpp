#pragma once

#include "actors/cluster/cluster.hpp"
#include "actors/cluster/user_registry.hpp"
#include "actors/hosting/supervision.hpp"
#include "actors/hosting/traced.hpp"
#include "actors/roles.hpp"
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
/// (own) the tree is due again.
struct tick {};
/// (own) the pause after a crash is over.
struct restart_child {
  std::size_t which = 0;
};
/// (own) all should have ended by now.
struct ending_overdue {};
/// (own) time to see whether memory can be given back.
struct check_memory {};

using node_actor = caf::typed_actor<
  caf::replies_to<start_node>::with<node_started>,
  caf::replies_to<stop_node>::with<node_stopped>, caf::reacts_to<log_tree>,
  caf::reacts_to<tick>, caf::reacts_to<publish_in>, caf::reacts_to<gather_in>,
  caf::reacts_to<publish_to_user>, caf::reacts_to<ask_all>,
  caf::reacts_to<restart_child>, caf::reacts_to<ending_overdue>,
  caf::reacts_to<check_memory>>;

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
    std::chrono::milliseconds tree_interval{0}; ///< 0 = on demand only
    cluster::setup formation;
    interest::owner_of owner_of; ///< of a socket's id
    /// A user of another node has come or gone; called by the user registry.
    user_registry::elsewhere on_user;
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
  };

  static std::string_view describe_kind(kind what);
  void start_all();
  void start(child& c);
  caf::strong_actor_ptr spawn(const child& c);
  template <class Actor, class... Ts>
  auto spawn_scheduled(Ts&&... xs);
  user_registry::publisher publisher();
  cluster_actor cluster_now() const;
  void announce(const child& c);
  void tell_cluster(const child& c);
  user_registry_actor users_now() const;
  adapter_actor adapter_now(const std::string& nsp) const;
  void pass_on(const publish_in& m);
  void pass_on(const gather_in& m);
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
  void collect_tree();

  surroundings around_;
  std::vector<child> children_; ///< in order of start
  caf::typed_response_promise<node_stopped> stopped_;
  net::spare_memory spare_;
  bool stopping_ = false;
  bool gave_up_ = false;
};

} // namespace troupe::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::start_node)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::node_started)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::stop_node)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::node_stopped)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::log_tree)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::ask_all)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::publish_in)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::gather_in)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::restart_child)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::ending_overdue)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::actors::check_memory)
