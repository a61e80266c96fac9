#pragma once

#include "actors/session/session_context.hpp"
#include "config/options.hpp"
#include "net/site.hpp"

#include <string>
#include <string_view>
#include <vector>

// What the options mean to sessions and clients. Pure.

namespace troupe::actors {

/// True if `name` is among `names`.
bool has(const std::vector<std::string>& names, std::string_view name);

/// What stands behind a session cookie's value (RFC 6265, section 4.1.1).
std::string cookie_attributes(const config::engine_options& from);

engine_settings make_engine(
  const config::engine_options& from, const config::limit_options& limits);

/// `hooks` is null if the application has none.
net::engine_endpoint make_endpoint(
  const config::engine_options& from, const net::engine_hooks* hooks);

client_settings make_client(const config::options& from);

/// Without limits, quotas are lifted; the bounds of parsers always hold.
config::options lift_quotas(config::options options);

} // namespace troupe::actors
