#include "messages/packet_form.hpp"

#include "messages/engineio3.hpp"
#include "messages/json_text.hpp"
#include "messages/msgpack.hpp"

#include <algorithm>
#include <utility>

namespace troupe::messages {

namespace {

constexpr std::string_view connect = "40";
constexpr std::string_view connect_error = "44";

/// What Socket.IO 2 is told of a refusal.
std::string_view refusal_of(std::string_view json) {
  if (const auto data = object_member(json, "data"))
    return *data;
  const auto message = object_member(json, "message");
  return message && *message != R"("Invalid namespace")" ? *message : json;
}

frame_ptr make_socketio2(const frame_ptr& packet) {
  const auto text = packet->payload();
  const bool error = text.starts_with(connect_error);
  if (!error && !text.starts_with(connect))
    return packet;
  const bool named = text.substr(connect.size()).starts_with('/');
  const auto head = text.substr(
    0, named ? std::min(text.find(','), text.size() - 1) + 1 : connect.size());
  const auto json = text.substr(head.size());
  return make_frame(opcode::text, {head, error ? refusal_of(json) : ""});
}

encoded_packet
make_packet(packet_form form, bool socketio, const encoded_packet& packet) {
  if (form == packet_form::msgpack)
    return {msgpack::pack(packet), nullptr};
  return make_engine3(packet, form == packet_form::engine3_base64, socketio);
}

} // namespace

encoded_packet
make_engine3(const encoded_packet& packet, bool base64, bool socketio) {
  encoded_packet made{packet.text, nullptr};
  if (packet.text->binary())
    made.text = engineio3::make_binary_message(packet.text->payload(), base64);
  else if (socketio)
    made.text = make_socketio2(packet.text);
  if (!packet.attachments)
    return made;
  auto frames = std::make_shared<std::vector<frame_ptr>>();
  frames->reserve(packet.attachments->size());
  for (const auto& bytes : *packet.attachments)
    frames->push_back(engineio3::make_binary_message(bytes->payload(), base64));
  made.attachments = std::move(frames);
  return made;
}

const encoded_packet&
form_cache::find(packet_form of, bool socketio, const encoded_packet& packet) {
  auto& entry = entries_.at(static_cast<std::size_t>(of) - 1);
  if (entry.from != packet.text || entry.socketio != socketio) {
    // Who follows the packet follows it in every form.
    entry.made =
      with_trace(make_packet(of, socketio, packet), packet.text->trace());
    if (packet.text->plain())
      entry.made = uncompressed(entry.made);
    entry.from = packet.text;
    entry.socketio = socketio;
  }
  return entry.made;
}

} // namespace troupe::messages
