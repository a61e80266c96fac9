#include "messages/packet_head.hpp"

#include <charconv>

namespace troupe::messages::socketio {

namespace {

/// Takes `12-` off the front; nothing if it does not stand there.
std::optional<std::size_t> take_count(std::string_view& from) {
  std::size_t count = 0;
  const auto* end = from.data() + from.size();
  const auto [behind, error] = std::from_chars(from.data(), end, count);
  if (error != std::errc{} || behind == end || *behind != '-')
    return {};
  from.remove_prefix(static_cast<std::size_t>(behind - from.data()) + 1);
  return count;
}

} // namespace

std::optional<packet_head> read_packet_head(std::string_view packet) {
  if (
    packet.size() < 2 || packet[0] != '4' || packet[1] < '0' || packet[1] > '6')
    return {};
  const char type = packet[1];
  packet.remove_prefix(2);
  packet_head read;
  read.event = type == '2' || type == '5';
  if (type == '5' || type == '6') {
    const auto count = take_count(packet);
    if (!count)
      return {};
    read.attachments = *count;
  }
  if (!packet.starts_with('/'))
    return read;
  const auto end = packet.find(',');
  if (end == packet.npos)
    return {};
  read.nsp = packet.substr(0, end);
  return read;
}

} // namespace troupe::messages::socketio
