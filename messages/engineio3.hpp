#pragma once

#include "messages/engineio.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// Engine.IO protocol 3, as far as it differs from 4: packets with bytes name
/// their type, and polling payloads give lengths. Pure and linear.
///
/// A frame for such a client holds its packet as it stands here: bytes behind
/// the type's byte, or in base64 behind `b4` where the client takes no bytes.
namespace troupe::messages::engineio3 {

using engineio::packet;

/// Reads one text packet. `b`, a digit and base64 are decoded into `scratch`,
/// which `data` then views. Nothing if empty or of unknown type.
std::optional<packet>
decode_packet(std::string_view text, std::string& scratch);

/// Reads one packet of bytes, the first of which is its type.
std::optional<packet> decode_binary_packet(std::string_view bytes);

/// Takes a polling payload apart, packet by packet.
class payload_reader {
public:
  enum class form : std::uint8_t {
    text,   ///< `<length>:<packet>`, in UTF-16 code units; checked UTF-8
    binary, ///< a byte 0 or 1, digits as bytes, 255, packet, in bytes
  };
  using status = engineio::payload_reader::status;

  /// `payload` must outlive the reader. More than `max_packets` is `too_many`.
  payload_reader(form how, std::string_view payload, std::size_t max_packets)
    : rest_{payload}
    , left_{max_packets}
    , form_{how} {}

  /// Reads the next packet into `out`, valid until the next call. An empty
  /// payload is malformed, an empty packet in a text is passed over. After
  /// anything but `packet` call it no more.
  status next(packet& out);

private:
  std::optional<std::string_view> next_text();
  std::optional<packet> next_binary();
  std::optional<std::size_t> length(char end, char zero);

  std::string_view rest_;
  std::size_t left_;
  form form_;
  bool begun_ = false;
  std::string scratch_;
};

/// Appends a frame's packet to a polling payload of text: only frames of text
/// can be in it.
void append_to_payload(std::string& payload, const frame& packet);
/// Appends it to a payload of bytes.
void append_to_binary_payload(std::string& payload, const frame& packet);

/// A message with bytes as such a client takes it: as bytes, or `base64`.
frame_ptr make_binary_message(std::string_view bytes, bool base64);

} // namespace troupe::messages::engineio3
