#include "messages/attachments.hpp"
#include "messages/engineio.hpp"
#include "messages/json_text.hpp"
#include "messages/offset.hpp"
#include "messages/socketio_explain.hpp"
#include "tests/fuzz/target.hpp"

#include <set>
#include <string>
#include <variant>
#include <vector>

// F2: what a client says in one session: packets and their attachments, written
// as a payload of Engine.IO 4, in which bytes are base64.

namespace {

using namespace troupe::messages;
using namespace troupe::fuzz;
namespace eio = engineio;
namespace sio = socketio;

constexpr std::size_t max_bytes = 512;
constexpr sio::limits max{{8, 64}, 8, 3, 32};

bool is_binary(sio::packet_type type) {
  return type == sio::packet_type::binary_event ||
         type == sio::packet_type::binary_ack;
}
bool is_ack(sio::packet_type type) {
  return type == sio::packet_type::ack || type == sio::packet_type::binary_ack;
}
bool has_array(sio::packet_type type) {
  return type == sio::packet_type::event || is_ack(type) || is_binary(type);
}

void check_placeholders(const sio::packet& packet) {
  const auto found = find_placeholders(packet.data);
  require(found.has_value(), "placeholders of a binary packet are sound");
  std::set<std::uint64_t> numbers;
  for (const auto& place : *found) {
    require(place.num < packet.attachments, "a placeholder has an attachment");
    numbers.insert(place.num);
  }
  require(
    found->size() == packet.attachments && numbers.size() == found->size(),
    "each attachment has one placeholder");
}

void check_bounds(const sio::packet& packet) {
  require(packet.nsp.size() <= max.name_bytes, "a namespace is short");
  require(packet.nsp.starts_with('/'), "a namespace begins with a slash");
  require(packet.attachments <= max.attachments, "few attachments");
  require(
    is_binary(packet.type) == (packet.attachments != 0),
    "binary packets have attachments");
  require(!is_ack(packet.type) || packet.id, "an ack has an id");
  if (packet.data.empty()) {
    require(!has_array(packet.type), "an event has data");
    return;
  }
  const auto facts = check_json(packet.data, max.json);
  require(facts.has_value(), "data is JSON within its limits");
  require(facts->elements <= max.arguments, "few arguments");
  require(
    has_array(packet.type) == (facts->kind == json_kind::array),
    "events and acks have an array");
  if (packet.attachments != 0)
    check_placeholders(packet);
}

/// What this server would say is what was read.
void check_round_trip(
  const sio::packet& packet, const std::vector<std::string>& attachments) {
  const auto made = sio::encode(
    {is_ack(packet.type), packet.nsp, packet.id, packet.data, attachments});
  const auto text = made.text->payload();
  require(text.starts_with('4'), "a packet is a message");
  const auto again = sio::decode(text.substr(1), max);
  const auto* const read = std::get_if<sio::packet>(&again);
  require(read, "what is encoded can be read");
  require(
    read->type == packet.type && read->nsp == packet.nsp &&
      read->id == packet.id && read->data == packet.data &&
      read->attachments == packet.attachments,
    "encode and decode are inverse");
  require(
    made.frames() == 1 + attachments.size(), "attachments go along, no more");
}

void check_arguments(std::string_view array) {
  const auto facts = check_json(array);
  const auto elements = array_elements(array);
  require(elements.size() == facts->elements, "all arguments are found");
  for (const auto element : elements)
    require(check_json(element).has_value(), "each argument is JSON");
  if (elements.empty())
    return; // no event
  const auto longer = with_offset(array, 7);
  const auto more = check_json(longer);
  require(
    more && more->elements == facts->elements + 1,
    "an offset is one argument more");
}

/// One session as far as its packets go.
class session {
public:
  /// False if the client is to be closed.
  bool take(const eio::packet& packet) {
    if (packet.type != eio::packet_type::message)
      return packet.type != eio::packet_type::close;
    const bool goes_on =
      packet.binary ? take_bytes(packet.data) : take_text(packet.data);
    if (goes_on && parts_.waiting())
      require(
        parts_.bytes() <= std::max(max_bytes, parts_.text().size()),
        "no more is held than allowed");
    return goes_on;
  }

private:
  bool take_text(std::string_view text) {
    if (parts_.waiting())
      return false;
    const auto read = sio::decode(text, max);
    if (const auto* const error = std::get_if<sio::decode_error>(&read)) {
      require(!sio::to_string(*error).empty(), "an error has a name");
      require(!sio::explain(text, *error, max).text.empty(), "… and a reason");
      return false;
    }
    const auto& packet = std::get<sio::packet>(read);
    check_bounds(packet);
    if (packet.attachments != 0) {
      parts_.begin(text, packet.attachments);
      expected_ = packet.attachments;
    } else if (has_array(packet.type)) {
      check_round_trip(packet, {});
      check_arguments(packet.data);
    }
    return true;
  }

  bool take_bytes(std::string_view bytes) {
    if (!parts_.waiting())
      return false;
    switch (parts_.add(bytes)) {
    case reassembly::result::too_big:
      require(!parts_.waiting(), "what is too big is dropped");
      return false;
    case reassembly::result::more:
      return true;
    case reassembly::result::complete:
      break;
    }
    const auto text = parts_.text();
    const auto attachments = parts_.take();
    require(attachments.size() == expected_, "all attachments have come");
    auto total = text.size();
    for (const auto& attachment : attachments)
      total += attachment.size();
    require(total <= max_bytes, "a packet is no larger than allowed");
    const auto read = sio::decode(text, max);
    require(std::holds_alternative<sio::packet>(read), "the text still reads");
    check_round_trip(std::get<sio::packet>(read), attachments);
    return true;
  }

  reassembly parts_{max_bytes};
  std::size_t expected_ = 0;
};

} // namespace

TROUPE_FUZZ_TARGET(socketio) {
  session client;
  eio::payload_reader reader{input, 64};
  eio::packet packet;
  while (reader.next(packet) == eio::payload_reader::status::packet &&
         client.take(packet)) {}
}
