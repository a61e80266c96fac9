#include "messages/base64.hpp"
#include "messages/engineio3.hpp"
#include "messages/utf8.hpp"
#include "net/polling_payload.hpp"
#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <vector>

// F1: the payload of a POST, of Engine.IO 4 and of 3, as text, as bytes and in
// a form of JSONP.

namespace {

using namespace troupe;
using namespace troupe::fuzz;
namespace eio = messages::engineio;
namespace eio3 = messages::engineio3;
using status = eio::payload_reader::status;
using form = eio3::payload_reader::form;

constexpr std::size_t most_packets = 16;

struct owned {
  eio::packet_type type = eio::packet_type::noop;
  bool binary = false;
  std::string data;

  bool operator==(const owned&) const = default;
};

struct read_payload {
  std::vector<owned> packets;
  status last = status::end;
};

template <class Reader>
read_payload read_all(Reader reader) {
  read_payload all;
  eio::packet packet;
  while ((all.last = reader.next(packet)) == status::packet)
    all.packets.push_back(
      {packet.type, packet.binary, std::string{packet.data}});
  return all;
}

std::string digit(eio::packet_type type) {
  return {static_cast<char>('0' + static_cast<int>(type))};
}

messages::frame_ptr frame4(const owned& packet) {
  if (packet.binary)
    return eio::make_binary_message(packet.data);
  return messages::make_frame(
    messages::opcode::text, {digit(packet.type), packet.data});
}

messages::frame_ptr frame3_text(const owned& packet) {
  if (!packet.binary)
    return frame4(packet);
  if (packet.type == eio::packet_type::message)
    return eio3::make_binary_message(packet.data, true);
  std::string text = "b" + digit(packet.type);
  messages::append_base64(text, packet.data);
  return messages::make_frame(messages::opcode::text, {text});
}

messages::frame_ptr frame3_bytes(const owned& packet) {
  if (!packet.binary)
    return frame4(packet);
  const char type = static_cast<char>(packet.type);
  return messages::make_frame(
    messages::opcode::binary, {{&type, 1}, packet.data});
}

/// What was read is read again from what is made of it.
template <class MakeFrame, class Append, class Reader>
void check(
  const read_payload& came, MakeFrame make, Append append, Reader read) {
  require(came.packets.size() <= most_packets, "no more packets than allowed");
  for (const auto& packet : came.packets)
    require(packet.type <= eio::packet_type::noop, "a packet has a known type");
  require(
    came.last != status::too_many || came.packets.size() <= most_packets,
    "too many means more than allowed");
  std::string payload;
  for (const auto& packet : came.packets)
    append(payload, *make(packet));
  if (came.packets.empty())
    return;
  const auto again = read_all(read(payload));
  require(again.last == status::end, "what is encoded can be read");
  require(again.packets == came.packets, "encode and decode are inverse");
}

void check_size(const read_payload& came, std::string_view input) {
  std::size_t bytes = 0;
  for (const auto& packet : came.packets)
    bytes += packet.data.size();
  require(bytes <= input.size(), "packets hold no more than came");
}

void check_post(
  const read_payload& expected, const net::request& head, std::string_view body,
  bool eio3) {
  const net::post_packets post{head, body, eio3, most_packets};
  require(
    post.error().has_value() == (expected.last != status::end),
    "a POST fails as its payload does");
  require(
    post.packets().size() == expected.packets.size(),
    "a POST has the packets of its payload");
  for (std::size_t i = 0; i < post.packets().size(); ++i)
    require(
      post.packets()[i].data == expected.packets[i].data &&
        post.packets()[i].type == expected.packets[i].type &&
        post.packets()[i].binary == expected.packets[i].binary,
      "a POST's packets are those of its payload");
}

void check_text(std::string_view input) {
  const auto v4 = read_all(eio::payload_reader{input, most_packets});
  check(v4, frame4, eio::append_to_payload, [](std::string_view payload) {
    return eio::payload_reader{payload, most_packets};
  });
  check_size(v4, input);
  const auto separators = std::count(input.begin(), input.end(), '\x1e');
  require(
    v4.last != status::end ||
      v4.packets.size() == static_cast<std::size_t>(separators) + 1,
    "separators stand between packets, and nowhere else");
  const auto v3 =
    read_all(eio3::payload_reader{form::text, input, most_packets});
  check(v3, frame3_text, eio3::append_to_payload, [](std::string_view payload) {
    return eio3::payload_reader{form::text, payload, most_packets};
  });
  check_size(v3, input);
  check_post(v4, {}, input, false);
  check_post(v3, {}, input, true);
}

void check_bytes(std::string_view input) {
  const auto came =
    read_all(eio3::payload_reader{form::binary, input, most_packets});
  check(
    came, frame3_bytes, eio3::append_to_binary_payload,
    [](std::string_view payload) {
      return eio3::payload_reader{form::binary, payload, most_packets};
    });
  check_size(came, input);
  net::request octets;
  octets.headers = {{"content-type", "application/octet-stream"}};
  check_post(came, octets, input, true);
}

void check_base64(std::string_view input) {
  const auto decoded = messages::decode_base64(input);
  std::string encoded;
  messages::append_base64(encoded, decoded);
  require(messages::decode_base64(encoded) == decoded, "base64 is inverse");
  std::string bytes;
  if (messages::decode_base64url(input, bytes))
    require(messages::base64url(bytes) == input, "base64url is canonical");
}

} // namespace

TROUPE_FUZZ_TARGET(engineio) {
  if (messages::is_utf8(input))
    check_text(input);
  check_bytes(input);
  check_base64(input);
  net::request jsonp;
  jsonp.query = {{"j", "0"}};
  const net::post_packets form_post{jsonp, input, false, most_packets};
  require(
    form_post.packets().size() <= most_packets,
    "a form has no more packets than allowed");
}
