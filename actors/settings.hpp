#pragma once

#include "actors/session/session_context.hpp"
#include "config/options.hpp"
#include "net/site.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

// What the options mean to sessions and clients. Pure.

namespace troupe::actors {

/// True if `name` is among `names`.
bool has(const std::vector<std::string>& names, std::string_view name);

/// What stands behind a session cookie's value (RFC 6265, section 4.1.1).
std::string cookie_attributes(const config::engine_options& from);

/// By the name that `engine.slow_client` has for it.
messages::slow_policy slow_policy_of(std::string_view name);

engine_settings make_engine(
  const config::engine_options& from, const config::limit_options& limits);

/// `hooks` is null if the application has none.
net::engine_endpoint make_endpoint(
  const config::engine_options& from, const net::engine_hooks* hooks);

client_settings make_client(const config::options& from);

/// What is kept for clients that are away. What one has missed was said up to
/// two heartbeats before its loss was noticed.
recovery_settings make_recovery(const config::options& from);
/// True if the sockets of some namespace are recovered.
bool recovers_any(const application& app);
/// Of a node's recoveries, without them; keeps references.
recovery::surroundings make_recoveries(
  const config::options& from, const session_settings& sessions,
  messages::offset_source& offsets);

/// Gives each I/O thread its recovery, if any namespace wants it.
void keep_sessions(
  std::vector<std::unique_ptr<session_context>>& threads,
  recovery::surroundings& around);

/// How many I/O threads there are.
unsigned thread_count(const config::options& options);

/// What HTTP sessions are held to.
net::site_rules
make_rules(const config::cors_options& cors, const config::limit_options& of);

/// Switches off rates and all that is counted by address.
void lift_rates(config::limit_options& of);

/// Without limits, quotas are lifted; the bounds of parsers always hold. A
/// quota that depends on the machine is worked out.
config::options lift_quotas(config::options options);

} // namespace troupe::actors
