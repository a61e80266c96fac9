#pragma once

#include "actors/session/session_messages.hpp"
#include "net/gateway.hpp"

#include <vector>

namespace troupe::actors {

class session_ids;

/// Turns requests to an engine into messages to the session registry of the
/// thread that they came in on. One per server.
class inbound_gateway final : public net::gateway {
public:
  inbound_gateway(const session_ids& ids, unsigned threads)
    : ids_{ids}
    , registries_(threads) {}

  /// Sets where requests of a thread go; on that thread, or before it starts.
  void set_registry(unsigned thread, session_registry_actor registry) {
    registries_.at(thread) = std::move(registry);
  }

  /// Lets go of the registries, once the threads have ended.
  void release() { registries_.assign(registries_.size(), {}); }

  void open(
    net::io_thread& on, unsigned engine,
    std::shared_ptr<net::exchange> asked) override;
  void request(
    net::io_thread& on, std::string sid,
    std::shared_ptr<net::exchange> asked) override;
  std::optional<unsigned> owner_of(std::string_view sid) const override;

private:
  const session_ids& ids_;
  std::vector<session_registry_actor> registries_; ///< each its thread's own
};

} // namespace troupe::actors
