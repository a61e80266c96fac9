#pragma once

#include "actors/session/socket_handler.hpp"

#include <string>
#include <string_view>

namespace troupe::actors {

/// What a client said when it connected, as the JSON object that Socket.IO
/// gives to handlers: headers, time, address, xdomain, secure, issued, url,
/// query, auth. `auth` is a raw JSON object. Pure.
std::string handshake_text(const session_facts& facts, std::string_view auth);

} // namespace troupe::actors
