#pragma once

#include "actors/cluster/certificates.hpp"
#include "actors/cluster/cluster.hpp"
#include "config/options.hpp"

#include <caf/fwd.hpp>

#include <cstdint>
#include <memory>

/// From a server's settings to its part in a cluster.
namespace troupe::actors {

/// True if this node is to have company.
bool is_clustered(const config::options& options);
/// True if nodes speak TLS.
bool uses_tls(const config::options& options);

/// Throws `std::runtime_error` that says what to do if the settings do not fit
/// together: an address that others can reach needs TLS, since whoever reaches
/// CAF's port can have the process allocate what he likes.
void check_cluster(const config::options& options);

/// `number` is this node's in session ids. Reads the cookie's file; throws
/// `std::runtime_error` if it cannot.
greeting make_greeting(const config::options& options, std::uint32_t number);
peer_settings make_peer_settings(const config::options& options);

/// Loads CAF's middleman, and TLS, if there is a cluster. What it returns has
/// to live as long as the actor system; null without TLS.
std::unique_ptr<certificate_files>
load_remoting(caf::actor_system_config& config, const config::options& options);

} // namespace troupe::actors
