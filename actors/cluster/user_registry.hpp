#pragma once

#include "actors/cluster/presence.hpp"
#include "actors/hosting/traced.hpp"
#include "actors/roles.hpp"
#include "actors/type_ids.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <unordered_map>
#include <unordered_set>

namespace troupe::actors {

/// Knows who is online.
///
/// One per node, on CAF's scheduler, started and watched by the node. One that
/// starts anew is told by the connections, which the node has announce their
/// users.
///
///   user_online    a socket speaks for a user, or is in other rooms
///   user_offline   it does no more
///   list_users     → users_listed
///   describe       → described
class user_registry final : public traced<user_registry_actor::base> {
public:
  explicit user_registry(caf::actor_config& config);

  const char* name() const override { return "user-registry"; }
  behavior_type make_behavior() override;

private:
  void on_connection_down(const caf::down_msg& news);
  described describe_self();

  presence present_;
  std::unordered_set<caf::actor_id> watched_;
};

} // namespace troupe::actors
