#pragma once

#include "net/request.hpp"
#include "net/transport.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::net {

/// Engine.IO's errors, numbered as on the wire (Engine.IO protocol v4).
enum class engine_error : std::uint8_t {
  unknown_transport = 0,
  unknown_sid = 1,
  bad_handshake_method = 2,
  bad_request = 3,
  forbidden = 4,
  unsupported_protocol_version = 5,
};

std::string_view to_string(engine_error error);

/// The JSON answer of a failed HTTP request. `close` as the caller likes.
reply make_error_reply(engine_error error, bool head_only = false);
/// The plain-text answer of a failed WebSocket handshake.
reply make_upgrade_error_reply(engine_error error);
/// Either of the two, as the request asks.
reply make_error_reply(engine_error error, const request& req);

/// What a request to an engine's path asks for, once it has passed the checks
/// that need no session.
struct engine_request {
  transport_kind transport = transport_kind::polling;
  std::string sid; ///< empty = a new session
  std::optional<engine_error> error;
};

/// True if all bytes may stand in a header's value (RFC 9110, section 5.5).
bool has_only_header_bytes(std::string_view value);

/// False for a poll that asks for a WebSocket, and for the reverse.
bool fits(const request& req, transport_kind transport);

/// Which transports an engine has, and for whom.
struct engine_transports {
  bool polling = true;
  bool websocket = true;
  bool eio3 = false; ///< clients of Engine.IO 3 may connect too
};

/// False for a client of Engine.IO 3: `EIO` is anything but 4, or missing.
bool is_eio4(const request& req);

/// Checks a request in the order of Engine.IO's own server: transport, Origin,
/// then, without a sid, method and protocol revision.
engine_request
read_engine_request(const request& req, const engine_transports& enabled);

} // namespace troupe::net
