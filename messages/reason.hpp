#pragma once

#include <cstdint>
#include <string_view>

namespace troupe::messages {

/// Why a session or a socket ended; the text of each is Socket.IO's.
enum class close_reason : std::uint8_t {
  transport_close,
  transport_error,
  ping_timeout,
  parse_error,
  forced_close,
  forced_server_close,
  server_shutting_down,
  client_namespace_disconnect,
  server_namespace_disconnect,
};

constexpr std::string_view to_string(close_reason reason) {
  constexpr std::string_view texts[] = {
    "transport close",
    "transport error",
    "ping timeout",
    "parse error",
    "forced close",
    "forced server close",
    "server shutting down",
    "client namespace disconnect",
    "server namespace disconnect",
  };
  return texts[static_cast<std::size_t>(reason)];
}

} // namespace troupe::messages
