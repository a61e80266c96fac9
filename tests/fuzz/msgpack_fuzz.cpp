#include "messages/msgpack.hpp"
#include "messages/msgpack_explain.hpp"
#include "messages/msgpack_items.hpp"
#include "tests/fuzz/target.hpp"

#include <string>
#include <variant>

// F2: a packet of socket.io-msgpack-parser.

namespace {

using namespace troupe::messages;
using namespace troupe::fuzz;
namespace sio = socketio;

constexpr sio::limits max{{8, 64}, 8, 3, 32};

bool is_ack(sio::packet_type type) {
  return type == sio::packet_type::ack || type == sio::packet_type::binary_ack;
}

/// The text and attachments that a packet of this server comes back as.
msgpack::unpacked pack_and_unpack(
  const sio::packet& packet, const std::vector<std::string>& attachments) {
  const auto packed = msgpack::pack(sio::encode(
    {is_ack(packet.type), packet.nsp, packet.id, packet.data, attachments}));
  require(packed->binary(), "a packed packet is bytes");
  const auto again = msgpack::unpack(packed->payload(), max);
  require(
    std::holds_alternative<msgpack::unpacked>(again),
    "what is packed can be unpacked");
  return std::get<msgpack::unpacked>(again);
}

/// Text, packed and unpacked, is what text packed and unpacked once more is.
void check_fixed_point(const msgpack::unpacked& came) {
  const auto read = sio::decode(came.text, max);
  const auto* const packet = std::get_if<sio::packet>(&read);
  if (!packet) {
    const auto error = std::get<sio::decode_error>(read);
    require(!sio::to_string(error).empty(), "an error has a name");
    return;
  }
  require(
    packet->attachments == came.attachments.size(),
    "the text says how many attachments there are");
  if (!packet->data.starts_with('['))
    return;
  const auto once = pack_and_unpack(*packet, came.attachments);
  require(once.attachments == came.attachments, "attachments stay");
  const auto again = sio::decode(once.text, max);
  const auto* const second = std::get_if<sio::packet>(&again);
  require(second, "what is packed reads as it did");
  require(
    second->type == packet->type && second->nsp == packet->nsp &&
      second->id == packet->id,
    "type, namespace and id stay");
  const auto twice = pack_and_unpack(*second, once.attachments);
  require(twice.text == once.text, "packing is a fixed point");
}

void check_items(std::string_view bytes) {
  msgpack::item_reader reader{bytes};
  std::size_t items = 0;
  while (!reader.empty() && reader.next())
    ++items;
  require(items <= bytes.size(), "an item takes a byte at least");
}

} // namespace

TROUPE_FUZZ_TARGET(msgpack) {
  check_items(input);
  const auto came = msgpack::unpack(input, max);
  if (const auto* const error = std::get_if<sio::decode_error>(&came)) {
    require(
      !msgpack::explain(input, *error, max).text.empty(),
      "an error has a reason");
    return;
  }
  const auto& unpacked = std::get<msgpack::unpacked>(came);
  std::size_t bytes = 0;
  for (const auto& attachment : unpacked.attachments)
    bytes += attachment.size();
  require(bytes <= input.size(), "attachments hold no more than came");
  check_fixed_point(unpacked);
}
