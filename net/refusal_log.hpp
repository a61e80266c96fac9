#pragma once

#include "messages/cause.hpp"

#include <string_view>

namespace troupe::net {

/// Logs that a request was answered with an error: `reason` is what the client
/// was told, `remote` its address.
void log_refusal(
  unsigned status, std::string_view reason, const messages::cause& why,
  std::string_view remote);

} // namespace troupe::net
