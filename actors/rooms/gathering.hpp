#pragma once

#include "actors/hosting/traced.hpp"
#include "actors/roles.hpp"
#include "actors/type_ids.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace troupe::actors {

/// Gathers what comes of one demand, from the sockets of this node and from
/// other nodes, and ends with that.
///
/// One per demand, on CAF's scheduler; started by an adapter, with which it
/// ends. Sockets and nodes that do not answer within the demand's patience are
/// missing: never an error, never a wait without end.
///
///   branched          (from a tally) so many more will be told
///   branch_reached    (from a tally) one of them has been
///   socket_found      (from a tally) a socket, described
///   socket_answered   (from a tally) the answer of a socket that was asked
///   peer_gathered     (from a link) what came of it on another node
///   patience_over     (own) who has not answered is missing
///   grace_over        (own) so are nodes that have not
///   settling_overdue  (own) the adapter waits no longer
class gathering final : public traced<gathering_actor::base> {
public:
  struct setup {
    broadcast_ptr what; ///< whose demand tells us
    std::string nsp;
    std::vector<peer_node> peers; ///< that may have such sockets
    std::string node;             ///< our name
    adapter_actor by;             ///< waits for `demand_settled` unless null
    std::function<void(const gathered&)> done; ///< once
  };

  gathering(caf::actor_config& config, setup with);

  const char* name() const override { return "gathering"; }
  behavior_type make_behavior() override;
  void on_exit() override;

private:
  void ask_peers();
  void take(const peer_gathered& m);
  void drop(std::uint32_t number);
  void settle();
  bool settled() const noexcept { return branches_ == 0; }
  void check_done();
  void give() noexcept;

  setup with_;
  gathered all_;
  std::map<std::uint32_t, peer_node> waiting_;
  std::size_t branches_ = 1; ///< those that have not been told yet
  std::uint64_t heard_ = 0;  ///< sockets of this node that have answered
  std::uint64_t here_ = 0;   ///< sockets of this node that it has reached
};

/// A demand like that of `what`, whose sockets tell `by`.
broadcast_ptr addressed_to(const broadcast& what, gathering_actor by);

} // namespace troupe::actors
