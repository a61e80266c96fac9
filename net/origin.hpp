#pragma once

#include "config/options.hpp"
#include "net/request.hpp"

#include <string_view>

namespace troupe::net {

/// True if `pattern`, an entry of `cors.origins`, lets `origin` in: the same
/// text, `*`, or `https://*.example.com` for each name below that one.
bool fits_origin(std::string_view origin, std::string_view pattern);

/// True if a page of `origin` comes from this very server: host and port are
/// those of the request's Host. Over TLS the scheme has to be `https`; without,
/// either will do, since a proxy in front may have taken TLS off (RFC 6454,
/// section 5).
bool is_same_origin(std::string_view origin, const request& req);

/// Whether a page that made this request may speak with the server. Requests
/// without an Origin come from no page of another server, or from no browser.
bool allows_origin(const config::cors_options& options, const request& req);

} // namespace troupe::net
