#pragma once

#include "actors/cluster/greeting.hpp"
#include "actors/cluster/membership.hpp"
#include "actors/cluster/peer_link.hpp"
#include "actors/cluster/remoting.hpp"
#include "actors/hosting/traced.hpp"
#include "actors/roles.hpp"
#include "actors/type_ids.hpp"
#include "config/metrics.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace troupe::actors {

/// Finds the other nodes, greets them, and tells everybody who comes and goes.
///
/// One per node, on CAF's scheduler, started and watched by the node; its end
/// is the node's, since nobody else could say which peers are gone. A node that
/// is alone runs it too, with nobody to look for. It is what CAF publishes: the
/// cluster actors of other nodes, and their links, greet it.
///
///   peer_batch       (from a link that dials) hello or join → challenge,
///                    nothing, or refused
///   adapter_placed, relay_placed, users_placed
///                    who gets what comes from others, and hears of peers
///   peer_greeted     (from its link) → go_on: a link there is no other of
///   link_up          (from its link) everybody hears peer_up
///   greeting_failed  (from its link) tried again later
///   peers_told       (from its link) addresses to dial
///   dialed           a link begins the greeting
///   resolved         what the cluster's DNS name stands for now
///   look_around      (own) addresses are due
///   join_cluster     → cluster_settled: all addresses have been tried
///   leave_cluster    → cluster_left: peers have heard all and know
///   describe         → described, of itself and its links
class cluster final : public traced<cluster_actor::base> {
public:
  struct setup {
    greeting greeter;
    peer_settings peers;
    std::vector<std::string> seeds;
    std::string dns;           ///< empty = none
    remoting* reach = nullptr; ///< null = this node stays alone
    /// Told of namespaces that only other nodes have.
    std::function<void(const std::string&)> open_nsp = {};
    publish_gate* gate = nullptr; ///< of what they say here; may be null
  };

  cluster(caf::actor_config& config, setup with);

  const char* name() const override { return "cluster"; }
  behavior_type make_behavior() override;
  void on_exit() override;

private:
  using identity = messages::peer::identity;
  struct link_entry {
    identity who;        ///< its number is 0 until it is up
    std::string address; ///< that it dials
    peer_link_actor actor;
  };

  peer_batch greet(const peer_batch& m);
  peer_batch admit(const identity& who);
  peer_batch refuse(const identity& who, messages::peer::refused why);
  peer_link_actor spawn_link(peer_link::setup with);
  void on_link_up(const link_up& m);
  void on_link_down(const caf::down_msg& news);
  void on_greeting_failed(const greeting_failed& m);
  void look();
  void look_at(membership::clock::time_point when);
  void on_dialed(const dialed& m);
  void place(const adapter_placed& m);
  void place(const relay_placed& m);
  void place(const users_placed& m);
  void change_routes(const std::function<void(routes&)>& change);
  caf::typed_response_promise<cluster_settled> join();
  caf::typed_response_promise<cluster_left> leave();
  template <class Handle>
  void introduce(const Handle& newcomer);
  template <class Message>
  void tell_all(const Message& what);
  void tell_members();
  void count_nodes();
  void check_settled();
  void check_left();
  bool worth_a_line(const std::string& peer, const std::string& reason);
  caf::typed_response_promise<described> describe_all(const describe& m);
  membership::clock::time_point now() { return clock().now(); }

  setup with_;
  std::shared_ptr<const greeting> greeter_;
  membership members_;
  std::shared_ptr<const routes> routes_ = std::make_shared<routes>();
  std::map<caf::actor_id, link_entry> links_;
  std::map<std::string, std::string> last_refusals_;
  std::minstd_rand chance_;
  membership::clock::time_point resolve_next_{};
  membership::clock::time_point look_next_ =
    membership::clock::time_point::max();
  std::vector<caf::typed_response_promise<cluster_settled>> joining_;
  caf::typed_response_promise<cluster_left> left_;
  metrics::gauge_part up_ =
    metrics::cluster_nodes.part(metrics::node_state::up);
  metrics::gauge_part unreached_ =
    metrics::cluster_nodes.part(metrics::node_state::unreached);
  bool leaving_ = false;
};

} // namespace troupe::actors
