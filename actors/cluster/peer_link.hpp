#pragma once

#include "actors/cluster/greeting.hpp"
#include "actors/cluster/peer_outbox.hpp"
#include "actors/hosting/traced.hpp"
#include "actors/roles.hpp"
#include "actors/type_ids.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace troupe::actors {

/// How this node treats the others.
struct peer_settings {
  std::chrono::milliseconds heartbeat{500};
  std::chrono::milliseconds timeout{3000}; ///< silent for so long = down
  std::size_t queue_bytes = 64 << 20;      ///< that may wait for one peer
};

/// Speaks with one other node, from the greeting until one of the two has gone.
///
/// One per peer, on CAF's scheduler; started and watched by the cluster, which
/// tells everybody when it has ended. It is never started again: a new link
/// begins with a new greeting, and with all that the other side has to know.
/// The only actor that holds a handle to another node's (a stale one is
/// silent for ever in CAF 0.17).
///
///   peer_batch      (from the other link) records: each to whom it concerns
///   tell_peer       to be sent; gathered with what else waits
///   ask_peer        a question, whose answer goes to a collector
///   want_peer       a demand, whose answer goes to a gathering
///   routes_changed  where the actors of this node are
///   leave_peer      sends what waits and says farewell
///   beat            (own) a heartbeat is due, and a look at the other's
///   describe        → described
///   flush_batch     (own) behind what was in the mailbox: send it
class peer_link final : public traced<peer_link_actor::base> {
public:
  struct setup {
    cluster_actor cluster;
    std::shared_ptr<const routes> known;
    peer_settings settings;
    messages::peer::identity who; ///< empty if it dials
    peer_link_actor remote;       ///< null if it dials
    /// Set if it dials: whom, where, and how to greet.
    cluster_actor other;
    std::string address;
    std::shared_ptr<const greeting> greeter;
  };

  peer_link(caf::actor_config& config, setup with);

  const char* name() const override { return "peer-link"; }
  behavior_type make_behavior() override;
  void on_exit() override;

private:
  using time_point = caf::actor_clock::time_point;

  void greet();
  void take_challenge(const peer_batch& reply);
  void join(const messages::peer::join& with);
  void greeting_failed(std::string reason, bool call_back = false);
  void begin(peer_link_actor link);

  void take(const peer_batch& m);
  bool route(const messages::peer::record& what);
  const adapter_actor* adapter_of(std::string_view nsp) const;
  bool route_to_adapter(const messages::peer::record& what);
  bool route_demand(const messages::peer::record& what);
  bool route_to_users(const messages::peer::record& what);
  bool route_to_relay(const messages::peer::record& what);
  void take_heartbeat(const messages::peer::heartbeat& news);
  template <class Handle, class Message>
  void pass_on(const Handle& to, Message what);

  described describe_self();
  void tell(record_ptr what);
  void flush();
  bool crowded() const;
  void send_heartbeat();
  void on_beat();
  void end(std::string_view reason);

  setup with_;
  peer_outbox outbox_;
  messages::peer::hello hello_;
  bool joining_ = false;
  bool linked_ = false;
  bool leaving_ = false;
  bool flush_due_ = false;
  time_point last_heard_;
  std::uint64_t received_ = 0;
  std::uint64_t confirmed_ = 0;
  std::uint64_t dropped_ = 0;
  struct pending_question {
    collector_actor by;
    time_point since;
  };
  std::map<messages::peer::request_id, pending_question> asked_;
  messages::peer::request_id last_question_ = 0;
  struct pending_demand {
    gathering_actor by;
    time_point until;
  };
  std::map<messages::peer::request_id, pending_demand> wanted_;
};

} // namespace troupe::actors
