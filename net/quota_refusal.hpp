#pragma once

#include "net/address_quotas.hpp"
#include "net/request.hpp"

#include <chrono>
#include <string_view>

namespace troupe::net {

/// An answer that says to come back: after `wait` at least, and not all at the
/// same time (Retry-After, RFC 9110, section 10.2.3). JSON as Engine.IO's
/// refusals are, with the status as its code. Closes the connection.
reply make_busy_reply(
  unsigned status, std::string_view message,
  std::chrono::steady_clock::duration wait);

/// 429 if the client's address is over its bounds, 503 if all are together.
reply make_excess_reply(const quota_excess& why);

/// Counts that a client is told so, and tells the log once a minute; `remote`
/// is its address.
void tell_excess(const quota_excess& why, std::string_view remote);

} // namespace troupe::net
