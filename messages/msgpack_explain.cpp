#include "messages/msgpack_explain.hpp"

#include "messages/msgpack.hpp"
#include "messages/socketio_explain.hpp"

#include <limits>

namespace troupe::messages::msgpack {

namespace {

constexpr std::size_t deepest = 1024;

/// The text of a packet that is within these limits but for its own size.
cause explain_size(std::string_view bytes, const socketio::limits& max) {
  auto wide = max;
  wide.json = {deepest, std::numeric_limits<std::size_t>::max()};
  const auto read = unpack(bytes, wide);
  if (const auto* packet = std::get_if<unpacked>(&read))
    return socketio::explain(
      packet->text, socketio::decode_error::invalid_payload, max);
  return "invalid payload: no packet of MessagePack";
}

} // namespace

cause explain(
  std::string_view bytes, socketio::decode_error error,
  const socketio::limits& max) {
  using enum socketio::decode_error;
  if (error == too_many_attachments)
    return more(
      "packet has more attachments", {"limits.attachments", max.attachments});
  if (error == invalid_payload)
    return explain_size(bytes, max);
  return socketio::to_string(error);
}

} // namespace troupe::messages::msgpack
