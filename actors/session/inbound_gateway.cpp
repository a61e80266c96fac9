#include "actors/session/inbound_gateway.hpp"

#include "actors/session/session_id.hpp"
#include "actors/type_ids.hpp"

#include <caf/send.hpp>

namespace troupe::actors {

void inbound_gateway::open(
  net::io_thread& on, unsigned engine, std::shared_ptr<net::exchange> asked) {
  // Without a registry (it is being restarted) the exchange answers 503.
  if (const auto& registry = registries_[on.index()])
    caf::anon_send(registry, open_session{engine, std::move(asked)});
}

void inbound_gateway::request(
  net::io_thread& on, std::string sid, std::shared_ptr<net::exchange> asked) {
  const auto place = ids_.place_of(sid);
  if (place && place->node != node_) {
    if (const auto& relay = relays_[on.index()])
      caf::anon_send(
        relay, relay_exchange{
                 place->node, place->thread, std::move(sid), std::move(asked)});
  } else if (const auto& registry = registries_[on.index()]) {
    caf::anon_send(registry, find_session{std::move(sid), std::move(asked)});
  }
}

std::optional<unsigned> inbound_gateway::owner_of(std::string_view sid) const {
  const auto place = ids_.place_of(sid);
  if (!place || place->node != node_ || place->thread >= registries_.size())
    return {};
  return place->thread;
}

} // namespace troupe::actors
