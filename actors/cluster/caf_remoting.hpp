#pragma once

#include "actors/cluster/remoting.hpp"
#include "actors/roles.hpp"
#include "net/io_thread.hpp"

#include <caf/fwd.hpp>

#include <cstdint>
#include <string>

namespace troupe::actors {

/// Reaches other nodes by CAF's middleman, over TLS if it has been loaded with
/// certificates.
///
/// The middleman connects one address at a time and waits for each: whether
/// anybody answers is found out before it is asked (`net::probe`).
class caf_remoting final : public remoting {
public:
  /// `on` is any I/O thread.
  caf_remoting(caf::actor_system& system, net::io_thread& on, bool tls)
    : system_{system}
    , on_{on}
    , tls_{tls} {}

  /// Lets other nodes greet `whom` at host:port; throws `std::runtime_error`
  /// that says why it cannot. Waits for CAF: not for actors.
  void listen(const std::string& address, const cluster_actor& whom);

  void dial(const std::string& address, reached done) override;
  void resolve(const std::string& name, found done) override;

private:
  caf::actor_system& system_;
  net::io_thread& on_;
  bool tls_;
};

} // namespace troupe::actors
