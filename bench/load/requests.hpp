#pragma once

#include "bench/load/client.hpp"
#include "bench/load/options.hpp"

#include <string>
#include <string_view>

namespace troupe::bench {

/// Stands between the packets of one HTTP body.
constexpr char packet_separator = '\x1e';

/// The HTTP requests of a client; each replaces what `out` holds.

/// Asks for a WebSocket, with a random key.
void write_upgrade(std::string& out, const options& to, const client& from);
/// Opens a session that polls.
void write_handshake(std::string& out, const options& to, const client& from);
/// Asks for packets.
void write_poll(std::string& out, const options& to, const client& from);
/// Brings packets.
void write_post(
  std::string& out, const options& to, const client& from,
  std::string_view body);

} // namespace troupe::bench
