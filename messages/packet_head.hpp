#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace troupe::messages::socketio {

/// What the start of a packet says, without a look at its data.
struct packet_head {
  bool event = false; ///< else an acknowledgement, or one of the protocol
  std::string_view nsp = "/";
  std::size_t attachments = 0; ///< frames that follow
};

/// Reads a packet that this server has encoded, or its first bytes: `42…`.
/// Nothing if it is not of Socket.IO, or too short to tell.
std::optional<packet_head> read_packet_head(std::string_view packet);

} // namespace troupe::messages::socketio
