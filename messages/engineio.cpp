#include "messages/engineio.hpp"

#include "messages/base64.hpp"

#include <array>

namespace troupe::messages::engineio {

namespace {

constexpr char binary_mark = 'b';
constexpr char separator = '\x1e';
constexpr std::size_t packet_types = 7;

constexpr char digit(packet_type type) {
  return static_cast<char>('0' + static_cast<int>(type));
}

frame_ptr make_bare(packet_type type) {
  const auto text = digit(type);
  return make_frame(opcode::text, {{&text, 1}});
}

} // namespace

std::optional<packet>
decode_packet(std::string_view text, std::string& scratch) {
  if (text.empty())
    return {};
  const auto first = text.front();
  const auto data = text.substr(1);
  if (first == binary_mark) {
    scratch = decode_base64(data);
    return packet{packet_type::message, true, scratch};
  }
  if (first < digit(packet_type::open) || first > digit(packet_type::noop))
    return {};
  return packet{static_cast<packet_type>(first - '0'), false, data};
}

payload_reader::status payload_reader::next(packet& out) {
  if (done_)
    return status::end;
  if (left_ == 0)
    return status::too_many;
  --left_;
  const auto size = rest_.find(separator);
  const auto read = decode_packet(rest_.substr(0, size), scratch_);
  if (!read)
    return status::malformed;
  out = *read;
  done_ = size == std::string_view::npos;
  if (!done_)
    rest_.remove_prefix(size + 1);
  return status::packet;
}

void append_to_payload(std::string& payload, const frame& packet) {
  if (!payload.empty())
    payload += separator;
  if (packet.binary()) {
    payload += binary_mark;
    append_base64(payload, packet.payload());
  } else {
    payload += packet.payload();
  }
}

frame_ptr make_open(const open_info& info) {
  const auto ping_interval = std::to_string(info.ping_interval_ms);
  const auto ping_timeout = std::to_string(info.ping_timeout_ms);
  const auto max_payload = std::to_string(info.max_payload);
  return make_frame(
    opcode::text,
    {"0{\"sid\":\"", info.sid,
     "\",\"upgrades\":", info.can_upgrade ? "[\"websocket\"]" : "[]",
     ",\"pingInterval\":", ping_interval, ",\"pingTimeout\":", ping_timeout,
     ",\"maxPayload\":", max_payload, "}"});
}

const frame_ptr& bare_packet(packet_type type) {
  static const auto made = [] {
    std::array<frame_ptr, packet_types> packets;
    for (std::size_t i = 0; i < packets.size(); ++i)
      packets[i] = make_bare(static_cast<packet_type>(i));
    return packets;
  }();
  return made[static_cast<std::size_t>(type)];
}

const frame_ptr& probe_answer() {
  static const auto made = make_frame(opcode::text, {"3probe"});
  return made;
}

frame_ptr make_text_message(std::string_view text) {
  return make_frame(opcode::text, {"4", text});
}

frame_ptr make_binary_message(std::string_view bytes) {
  return make_frame(opcode::binary, {bytes});
}

} // namespace troupe::messages::engineio
