#pragma once

#include "actors/session/session_messages.hpp"
#include "net/gateway.hpp"

#include <vector>

namespace troupe::actors {

class session_ids;

/// Turns requests to an engine into messages to the session registry of the
/// thread that they came in on, or to its relay if the session lives on another
/// node. One per server.
class inbound_gateway final : public net::gateway {
public:
  /// `node` is this node's number in `ids`.
  inbound_gateway(const session_ids& ids, std::uint32_t node, unsigned threads)
    : ids_{ids}
    , node_{node}
    , registries_(threads)
    , relays_(threads) {}

  /// Sets where requests of a thread go; on that thread, or before it starts.
  void set_registry(unsigned thread, session_registry_actor registry) {
    registries_.at(thread) = std::move(registry);
  }

  void set_relay(unsigned thread, relay_actor relay) {
    relays_.at(thread) = std::move(relay);
  }

  /// Lets go of the actors, once the threads have ended.
  void release() {
    registries_.assign(registries_.size(), {});
    relays_.assign(relays_.size(), {});
  }

  void open(
    net::io_thread& on, unsigned engine,
    std::shared_ptr<net::exchange> asked) override;
  void request(
    net::io_thread& on, std::string sid,
    std::shared_ptr<net::exchange> asked) override;
  std::optional<unsigned> owner_of(std::string_view sid) const override;

private:
  const session_ids& ids_;
  std::uint32_t node_;
  std::vector<session_registry_actor> registries_; ///< each its thread's own
  std::vector<relay_actor> relays_;                ///< likewise
};

} // namespace troupe::actors
