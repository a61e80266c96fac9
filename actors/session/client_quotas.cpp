#include "actors/session/client.hpp"

#include <algorithm>

// How often a client may ask to join a namespace: a middleware is costly, and
// may be asked for a password.

namespace troupe::actors {

/// Why it may not now; empty if it may. It may join all namespaces at once that
/// it can have.
std::string_view client::refuse_connect() {
  if (host_.auth_blocked())
    return "Too many failed attempts";
  if (settings_.connects_per_second == 0)
    return {};
  if (!connects_)
    connects_ = std::make_unique<messages::token_bucket>();
  const messages::token_rate rate{
    static_cast<double>(settings_.connects_per_second),
    static_cast<double>(
      std::max(settings_.max_namespaces, settings_.connects_per_second))};
  return connects_->try_take(rate, host_.now()) ? "" : "Too many attempts";
}

} // namespace troupe::actors
