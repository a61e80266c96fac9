#define CAF_SUITE actors.client_msgpack

#include "actors/session/client.hpp"

#include "tests/support/fake_client_host.hpp"
#include "tests/support/test.hpp"

#include <nlohmann/json.hpp>

using namespace troupe::actors;
using namespace troupe::tests;

using lines = client_session::lines;
using nlohmann::json;

namespace {

std::string packed(const json& packet) {
  const auto bytes = json::to_msgpack(packet);
  return {bytes.begin(), bytes.end()};
}

const auto connect = packed({{"type", 0}, {"nsp", "/"}});

json event(json data) {
  return {{"type", 2}, {"nsp", "/"}, {"data", std::move(data)}};
}

std::string first(const lines& came) {
  return came.empty() ? "" : came.front();
}

} // namespace

CAF_TEST(who begins with bytes speaks MessagePack) {
  client_session session;
  CAF_CHECK_EQUAL(
    session.bytes(
      packed({{"type", 0}, {"nsp", "/"}, {"data", {{"token", "x"}}}})),
    (lines{
      "speak msgpack", "attach / id0", "write 40{\"sid\":\"id0\"}",
      "connected / {\"token\":\"x\"}"}));
  CAF_CHECK_EQUAL(
    session.bytes(packed(event({"hi", 1, {{"a", nullptr}}}))),
    lines{"event / hi 1 {\"a\":null}"});
  auto asking = event({"hi"});
  asking["id"] = 5;
  CAF_CHECK_EQUAL(session.bytes(packed(asking)), lines{"event / hi ack 5"});
  asking["data"].push_back(json::binary({'a', 'b'}));
  CAF_CHECK_EQUAL(
    session.bytes(packed(asking)),
    lines{"event / hi {\"_placeholder\":true,\"num\":0} + ab ack 5"});
  CAF_CHECK_EQUAL(
    first(session.bytes(packed({{"type", 1}, {"nsp", "/"}}))),
    "disconnecting / client namespace disconnect id0");
}

CAF_TEST(who speaks MessagePack sends no text) {
  client_session session;
  session.bytes(connect);
  CAF_CHECK_EQUAL(
    first(session.text("2[\"hi\"]")),
    "close forced close: got plaintext data instead of MessagePack");
}

CAF_TEST(who begins with text speaks no MessagePack) {
  client_session session;
  session.connect();
  CAF_CHECK_EQUAL(
    first(session.bytes(connect)),
    "close forced close: got binary data when not reconstructing a packet");
}

CAF_TEST(MessagePack keeps to the rules of texts) {
  const std::string misfit =
    "invalid payload: not what this type of packet has";
  const std::pair<json, std::string> cases[] = {
    {json::array(), "invalid payload: no packet of MessagePack"},
    {{{"type", 9}, {"nsp", "/"}}, "unknown packet type"},
    {event(json::object()), misfit},
    {event(json::array()), misfit},
    {event({"connect"}), "invalid payload: the event's name is reserved"},
    {event({std::string(256, 'x')}),
     "event name of 256 bytes is over limits.name_bytes (255)"},
    {event({"x", json::binary({1}), {{"_placeholder", true}, {"num", 0}}}),
     "invalid payload: placeholders do not fit the attachments"},
    {{{"type", 3}, {"nsp", "/"}, {"data", json::array()}}, "illegal id"},
    {{{"type", 1}, {"nsp", "/"}, {"data", 1}},
     "invalid payload: no packet of MessagePack"},
    {{{"type", 0}, {"nsp", "/"}}, "namespace is connected already"},
    {{{"type", 4}, {"nsp", "/"}, {"data", "x"}}, "CONNECT_ERROR from a client"},
  };
  for (const auto& [packet, detail] : cases) {
    client_session session;
    session.bytes(connect);
    CAF_CHECK_EQUAL(
      first(session.bytes(packed(packet))), "close forced close: " + detail);
  }
}
