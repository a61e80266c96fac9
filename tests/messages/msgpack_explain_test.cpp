#define CAF_SUITE messages.msgpack_explain

#include "messages/msgpack_explain.hpp"

#include "messages/msgpack.hpp"
#include "tests/support/test.hpp"

#include <nlohmann/json.hpp>
#include <string>

using namespace troupe::messages;
using nlohmann::json;

namespace {

using std::string;

string packed(const json& what) {
  const auto bytes = json::to_msgpack(what);
  return {bytes.begin(), bytes.end()};
}

string event(json data) {
  return packed({{"type", 2}, {"nsp", "/"}, {"data", std::move(data)}});
}

json nested(int depth) {
  auto made = json::array();
  for (int n = 1; n < depth; ++n)
    made = json::array({made});
  return made;
}

string why(const string& bytes) {
  socketio::limits max;
  max.json = {4, 12};
  max.attachments = 1;
  const auto read = msgpack::unpack(bytes, max);
  const auto* error = std::get_if<socketio::decode_error>(&read);
  return error ? msgpack::explain(bytes, *error, max).text : "";
}

} // namespace

CAF_TEST(a packet of MessagePack is explained as its text would be) {
  const auto bytes = json::binary({1});
  const std::pair<string, string> cases[] = {
    {event({"x", nested(3)}), ""},
    {event({"x", nested(4)}),
     "JSON with a depth of 5 is over limits.json_depth (4)"},
    {event({"x", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}),
     "JSON of 13 values is over limits.json_nodes (12)"},
    {event({"x", bytes, bytes}),
     "packet has more attachments than limits.attachments (1)"},
    {event({"x", nested(2000)}), "invalid payload: no packet of MessagePack"},
    {"x", "invalid payload: no packet of MessagePack"},
    {packed({{"type", 9}, {"nsp", "/"}}), "unknown packet type"},
    {packed({{"type", 2}, {"nsp", "x"}}), "illegal namespace"},
  };
  for (const auto& [packet, text] : cases)
    CAF_CHECK_EQUAL(why(packet), text);
}
