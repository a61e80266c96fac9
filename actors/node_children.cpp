#include "actors/cluster/relay.hpp"
#include "actors/node.hpp"
#include "actors/rooms/adapter.hpp"
#include "actors/rooms/dispatcher.hpp"
#include "actors/session/session_registry.hpp"

#include <functional>
#include <utility>

// How a node starts its children, and says where they are.

namespace troupe::actors {

template <class Actor, class... Ts>
auto node::spawn_scheduled(Ts&&... xs) {
  caf::actor_config config{nullptr, this};
  return system().spawn_class<Actor, caf::no_spawn_options>(
    config, std::forward<Ts>(xs)...);
}

adapter::surroundings node::surround(const child& c) {
  adapter::surroundings around;
  around.node = around_.name;
  around.owner_of = around_.owner_of;
  for (auto* each : around_.threads) {
    around.dispatchers.push_back(each->dispatcher);
    around.units.push_back(&each->unit);
  }
  if (c.on_demand && around_.cleans_up)
    around.on_empty =
      [self = caf::actor_cast<caf::actor_addr>(this)](const std::string& nsp) {
        if (const auto to = caf::actor_cast<node_actor>(self))
          caf::anon_send(to, nsp_emptied{nsp});
      };
  return around;
}

caf::strong_actor_ptr node::spawn(const child& c) {
  const auto strong = [](auto handle) {
    return caf::actor_cast<caf::strong_actor_ptr>(std::move(handle));
  };
  auto& thread = *around_.threads[c.place];
  switch (c.what) {
  case kind::cluster:
    return strong(spawn_scheduled<class cluster>(around_.formation));
  case kind::user_registry:
    return strong(
      spawn_scheduled<class user_registry>(user_registry::surroundings{
        around_.on_user, publisher(), around_.on_server_event, tree_teller()}));
  case kind::dispatcher:
    return strong(spawn_on<class dispatcher>(
      system(), &thread.unit, this, std::ref(thread.index),
      std::ref(thread.unit.thread())));
  case kind::adapter:
    return strong(spawn_on<class adapter>(
      system(), &thread.unit, this, c.name, surround(c)));
  case kind::relay:
    return strong(spawn_on<class relay>(
      system(), &thread.unit, this, std::ref<net::gateway>(*around_.gateway),
      around_.sessions[c.place]->recovery_here.get(), &thread.peers));
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
  tell_cluster(c);
  for (auto* thread : around_.threads)
    thread->unit.thread().post([thread, what = c.what, name = c.name,
                                place = c.place, actor = c.actor,
                                gateway = around_.gateway] {
      if (what == kind::user_registry)
        thread->users.set(caf::actor_cast<user_registry_actor>(actor));
      else if (what == kind::adapter)
        thread->link_to(name).set(caf::actor_cast<adapter_actor>(actor));
      else if (what == kind::relay && thread->unit.thread().index() == place)
        gateway->set_relay(
          static_cast<unsigned>(place), caf::actor_cast<relay_actor>(actor));
      else if (what != kind::session_registry)
        return;
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

/// Who gets what other nodes have to say.
void node::tell_cluster(const child& c) {
  const auto cluster = cluster_now();
  if (!cluster)
    return;
  if (c.what == kind::user_registry)
    send(cluster, users_placed{caf::actor_cast<user_registry_actor>(c.actor)});
  else if (c.what == kind::adapter)
    send(
      cluster, adapter_placed{c.name, caf::actor_cast<adapter_actor>(c.actor)});
  else if (c.what == kind::relay)
    send(cluster, relay_placed{c.place, caf::actor_cast<relay_actor>(c.actor)});
}

} // namespace troupe::actors
