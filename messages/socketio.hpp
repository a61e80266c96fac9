#pragma once

#include "messages/frame.hpp"
#include "messages/json_text.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

/// Socket.IO protocol 5: the packet grammar of its default parser. Pure and
/// linear.
///
///     <type>[<attachments>-][<nsp>,][<id>][<json>]
namespace troupe::messages::socketio {

/// Packet types in wire order (Socket.IO protocol v5, "Packet encoding").
enum class packet_type : std::uint8_t {
  connect,
  disconnect,
  event,
  ack,
  connect_error,
  binary_event,
  binary_ack,
};

/// A packet as received: slices of the text it was decoded from.
struct packet {
  packet_type type = packet_type::event;
  std::string_view nsp = "/";
  std::optional<std::uint64_t> id;
  std::string_view data;       ///< checked JSON, empty if none came
  std::size_t attachments = 0; ///< how many binary packets follow
};

struct limits {
  json_limits json = {};
  std::size_t arguments = 1000; ///< elements of an event's or ack's array
  std::size_t attachments = 10;
  std::size_t name_bytes = 255; ///< of a namespace, of an event
};

enum class decode_error : std::uint8_t {
  unknown_type,
  illegal_attachments,
  too_many_attachments,
  illegal_nsp,
  illegal_id,
  invalid_payload,
};

/// The text of Socket.IO's own parser errors where it has one.
std::string_view to_string(decode_error error);

/// Decodes what stands behind an Engine.IO message's `4`. Views into `text`.
///
/// Checks everything the protocol says of a client's packet: type, attachments
/// 1 to `max` on binary types only, id of at most 19 digits, one JSON value
/// within limits, of the right shape (CONNECT: object or nothing; DISCONNECT:
/// nothing; EVENT: an array that starts with a string that is not reserved, or
/// a number; ACK: an array and an id), and that a binary packet's placeholders
/// are exactly 0 to n-1, each once. `42` without data counts as invalid.
std::variant<packet, decode_error>
decode(std::string_view text, const limits& max = {});

/// True for names with a meaning of their own (`connect`, `disconnect`, …).
bool is_reserved_event(std::string_view name);

/// `0{"sid":…}`, with `"pid":…` if it is not empty.
encoded_packet encode_connect(
  std::string_view nsp, std::string_view sid, std::string_view pid = {});
/// `4{"message":…}`, with `"data":<data>` if `data` (raw JSON) is not empty.
encoded_packet encode_connect_error(
  std::string_view nsp, std::string_view message, std::string_view data = {});
/// `1`
encoded_packet encode_disconnect(std::string_view nsp);

/// An event or an acknowledgement about to leave.
struct outgoing {
  bool is_ack = false;
  std::string_view nsp = "/";
  std::optional<std::uint64_t> id = {};
  std::string_view array; ///< raw JSON array, placeholders numbered from 0
  std::span<const std::string> attachments = {};
};

/// Encodes an EVENT or ACK, binary if it has attachments.
encoded_packet encode(const outgoing& packet);

} // namespace troupe::messages::socketio
