#pragma once

#include "messages/frame.hpp"
#include "messages/socketio.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// Socket.IO packets in MessagePack, as socket.io-msgpack-parser 3 has them:
/// each is one binary message, a map of `type`, `nsp`, `data` and `id`. Both
/// directions go by the text form, so that nobody else need know. Pure, linear
/// and without recursion.
namespace troupe::messages::msgpack {

/// A packet in the text form of `socketio::decode`, and its attachments.
struct unpacked {
  std::string text;
  std::vector<std::string> attachments;
};

/// Reads a client's packet. What it takes is bounded by `max` and by what has
/// come; `socketio::decode` has to check the text as any other.
///
/// Of the extensions, type 0 is known, as notepack.io writes it: one byte is
/// `undefined`, eight a Date (it becomes its ISO text), and a counted number an
/// ArrayBuffer, which is an attachment like other bytes. `undefined` and nil
/// count as not there where a packet may lack something.
std::variant<unpacked, socketio::decode_error>
unpack(std::string_view bytes, const socketio::limits& max);

/// Makes the one message that a packet of this server is.
frame_ptr pack(const encoded_packet& packet);

} // namespace troupe::messages::msgpack
