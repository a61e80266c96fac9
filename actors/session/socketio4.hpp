#pragma once

#include "messages/socketio.hpp"

#include <string>
#include <string_view>

namespace troupe::actors {

/// Which protocol Socket.IO's packets follow: 4 is that of Socket.IO 2, and
/// goes with Engine.IO 3.
enum class socketio_revision : std::uint8_t { v4 = 4, v5 = 5 };

/// Makes a packet of protocol 4 one of protocol 5: there its namespace may have
/// a query behind it, which is what CONNECT has for a payload. `auth` holds
/// that payload and has to live as long as the packet.
void modernize(messages::socketio::packet& p, std::string& auth);

} // namespace troupe::actors
