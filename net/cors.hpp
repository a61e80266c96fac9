#pragma once

#include "config/options.hpp"
#include "net/request.hpp"

namespace troupe::net {

/// The CORS headers of every answer to `req` (Fetch standard, "HTTP
/// extensions"); none if no origin is configured. They tell browsers what to
/// let through and keep nobody out by themselves: `allows_origin` does.
string_pairs
cors_headers(const config::cors_options& options, const request& req);

/// The answer to a preflight; only if some origin is configured.
reply preflight_reply(const config::cors_options& options, const request& req);

} // namespace troupe::net
