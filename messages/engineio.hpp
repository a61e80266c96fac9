#pragma once

#include "messages/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Engine.IO protocol 4: packets and polling payloads. Pure and linear.
namespace troupe::messages::engineio {

/// Packet types in wire order (Engine.IO protocol v4, "Packet encoding").
enum class packet_type : std::uint8_t {
  open,
  close,
  ping,
  pong,
  message,
  upgrade,
  noop,
};

/// A packet as received; `data` is a view into the reader's or caller's bytes.
struct packet {
  packet_type type = packet_type::noop;
  bool binary = false; ///< only messages can be
  std::string_view data;
};

/// Reads one text packet. A leading `b` is a base64 message and is decoded into
/// `scratch`, which `data` then views. Nothing if empty or of unknown type.
std::optional<packet>
decode_packet(std::string_view text, std::string& scratch);

/// Takes a polling payload apart, packet by packet.
class payload_reader {
public:
  enum class status : std::uint8_t { packet, end, malformed, too_many };

  /// `payload` must outlive the reader. More than `max_packets` is `too_many`.
  payload_reader(std::string_view payload, std::size_t max_packets)
    : rest_{payload}
    , left_{max_packets} {}

  /// Reads the next packet into `out`, valid until the next call. An empty
  /// payload, and an empty packet anywhere, is malformed. After anything but
  /// `packet` call it no more.
  status next(packet& out);

private:
  std::string_view rest_;
  std::size_t left_;
  bool done_ = false;
  std::string scratch_;
};

/// Appends a frame's packet to a polling payload: the separator if needed, then
/// text as it is and binary as `b` and base64.
void append_to_payload(std::string& payload, const frame& packet);

/// What the open packet tells the client; durations in milliseconds.
struct open_info {
  std::string_view sid; ///< base64url, so nothing in it needs escaping
  bool can_upgrade = false;
  std::int64_t ping_interval_ms = 25'000;
  std::int64_t ping_timeout_ms = 20'000;
  std::size_t max_payload = 1'000'000;
};

/// `0{"sid":…,"upgrades":…,"pingInterval":…,"pingTimeout":…,"maxPayload":…}`
frame_ptr make_open(const open_info& info);

/// A packet without data, made once per process: ping, pong, close, noop.
const frame_ptr& bare_packet(packet_type type);

/// `3probe`, the answer to a WebSocket's `2probe`.
const frame_ptr& probe_answer();

/// A message with text or bytes.
frame_ptr make_text_message(std::string_view text);
frame_ptr make_binary_message(std::string_view bytes);

} // namespace troupe::messages::engineio
