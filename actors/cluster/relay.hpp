#pragma once

#include "actors/cluster/relayed.hpp"
#include "actors/hosting/hosted.hpp"
#include "actors/hosting/traced.hpp"
#include "actors/recovery/recovery.hpp"
#include "actors/roles.hpp"
#include "actors/session/session_messages.hpp"
#include "net/gateway.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

namespace troupe::actors {

/// Forwards requests whose session lives on another node, and takes in those
/// that other nodes forward.
///
/// One per I/O thread, started and watched by the node; a view of that thread.
/// Requests that it was at when it crashes are answered 503, or cut.
///
///   relay_exchange   a request for a session elsewhere; its answer is its end
///   peer_record      about such a request, from the other node; or about a
///                    session that moves, which is the thread's recovery's
///   peer_up          a node that can be reached
///   peer_down        its sessions have gone: "Session ID unknown"
///   describe         → described
class relay final : public traced<hosted<relay_actor::base>>,
                    relay_host,
                    recovery_peers {
public:
  /// `home` takes the requests of others to our sessions; `sessions` what they
  /// have to say about sessions that move, null if nothing is recovered here.
  /// `known` are the nodes that can be reached, for others of this thread; null
  /// if nobody wants to know.
  relay(
    caf::actor_config& config, io_unit* unit, net::gateway& home,
    recovery* sessions = nullptr, std::set<std::uint32_t>* known = nullptr);
  ~relay() override;

  const char* name() const override { return "relay"; }
  behavior_type make_behavior() override;
  void on_exit() override;

private:
  using request_id = messages::peer::request_id;
  using owner_key = std::pair<std::uint32_t, request_id>;

  net::io_thread& thread() noexcept override { return unit()->thread(); }
  void tell(std::uint32_t node, std::string record) override;
  bool tell_node(std::uint32_t node, std::string record) override;
  std::vector<std::uint32_t> nodes() const override;
  void done(relayed_front& ended) override;
  void done(relayed_owner& ended) override;

  void forward(const relay_exchange& m);
  void take(const peer_record& m);
  void take_request(std::uint32_t from, messages::peer::request what);
  void take_by_front(relayed_front& to, const messages::peer::record& what);
  void take_by_owner(relayed_owner& to, const messages::peer::record& what);
  void drop_node(std::uint32_t number);
  described describe_self();

  net::gateway& home_;
  recovery* sessions_;
  std::set<std::uint32_t>* known_;
  std::map<std::uint32_t, peer_node> peers_;
  std::map<request_id, std::unique_ptr<relayed_front>> fronts_;
  std::map<owner_key, std::unique_ptr<relayed_owner>> owners_;
  std::uint64_t last_ = 0;
};

} // namespace troupe::actors
