#define CAF_SUITE messages.msgpack_write

#include "messages/msgpack.hpp"

#include "tests/support/test.hpp"

#include <nlohmann/json.hpp>

using namespace troupe::messages;
using nlohmann::json;

namespace {

using std::string;
using namespace std::string_literals;

/// The text form and its attachments, or the error.
string read(std::string_view bytes, const socketio::limits& max = {}) {
  // Without a byte behind its end that a sanitizer would not notice.
  const std::vector<char> exact(bytes.begin(), bytes.end());
  const auto got = msgpack::unpack({exact.data(), exact.size()}, max);
  if (const auto* error = std::get_if<socketio::decode_error>(&got))
    return string{to_string(*error)};
  const auto& [text, attachments] = std::get<msgpack::unpacked>(got);
  string out = text;
  for (const auto& each : attachments)
    out += " + " + each;
  return out;
}

string written(const encoded_packet& packet) {
  return string{msgpack::pack(packet)->payload()};
}

socketio::outgoing make(std::string_view array) {
  return {.array = array};
}

} // namespace

CAF_TEST(packets of the server look as those of notepack) {
  const auto sid = "\xb4" + string(20, 's');
  CAF_CHECK_EQUAL(
    written(socketio::encode_connect("/", string(20, 's'))),
    "\x83\xa4type\x00\xa4"s + "data\x81\xa3sid" + sid + "\xa3nsp\xa1/");
  CAF_CHECK_EQUAL(
    written(socketio::encode_disconnect("/a")),
    "\x82\xa4type\x01\xa3nsp\xa2/a");
  auto asked = make("[\"hi\"]");
  asked.id = 0;
  CAF_CHECK_EQUAL(
    written(socketio::encode(asked)),
    "\x84\xa4type\x02\xa4"s + "data\x91\xa2hi\xa3nsp\xa1/\xa2id\x00"s);
}

CAF_TEST(JSON and MessagePack say the same) {
  const string cases[] = {
    "[]",
    "[\"x\"]",
    "[\"x\",0,127,128,255,256,65535,65536,4294967295,4294967296]",
    "[\"x\",18446744073709551615,-1,-32,-33,-128,-129,-32768,-32769]",
    "[\"x\",-2147483648,-2147483649,-9223372036854775808,1.5,-0.25,1e300]",
    "[\"x\",true,false,null,{},[],{\"a\":{\"b\":[{\"c\":[[]]}]}}]",
    "[ \"x\" , { \"a\" : [ 1 , 2 ] } ]",
    "[\"x\",{\"_placeholder\":true,\"num\":0}]",
    "[\"\\u20ac\\\"\\n\u20ac\"]",
  };
  for (const auto& text : cases) {
    const auto bytes = written(socketio::encode(make(text)));
    const auto back = json::from_msgpack(bytes);
    CAF_CHECK(back.at("data") == json::parse(text));
    CAF_CHECK_EQUAL(back.at("type"), 2);
    CAF_CHECK_EQUAL(back.at("nsp"), "/");
  }
}

CAF_TEST(long texts and containers have longer heads) {
  for (const std::size_t size : {15, 16, 31, 32, 255, 256, 65535, 65536}) {
    json list = json::array({string(size, 'y')});
    json map;
    for (std::size_t i = 0; i < size && i < 70'000; ++i) {
      list.push_back(i);
      map["k" + std::to_string(i)] = i;
    }
    list.push_back(map);
    const auto bytes = written(socketio::encode(make(list.dump())));
    CAF_CHECK(json::from_msgpack(bytes).at("data") == list);
  }
}

CAF_TEST(attachments take the place of their placeholders) {
  const std::vector<string> attached{"zero", string(300, 'o')};
  auto event = make("[\"x\",{\"_placeholder\":true,\"num\":1},"
                    "{\"k\":{\"_placeholder\":true,\"num\":0}}]");
  event.nsp = "/a";
  event.attachments = attached;
  CAF_CHECK_EQUAL(
    written(socketio::encode(event)),
    "\x83\xa4type\x02\xa4"s + "data\x93\xa1x\xc5\x01\x2c" + attached[1] +
      "\x81\xa1k\xc4\x04zero\xa3nsp\xa2/a");
  event.is_ack = true;
  event.id = 300;
  CAF_CHECK(written(socketio::encode(event)).ends_with("\xa2id\xcd\x01\x2c"));
  CAF_CHECK(written(socketio::encode(event)).find("type\x03") != string::npos);
}

CAF_TEST(odd values are what a client makes of them) {
  CAF_CHECK_EQUAL(
    written(socketio::encode(make("[-0,1e400]"))),
    "\x83\xa4type\x02\xa4"s + "data\x92\xcb\x80\x00\x00\x00\x00\x00\x00\x00"s +
      "\xcb\x7f\xf0\x00\x00\x00\x00\x00\x00"s + "\xa3nsp\xa1/");
  CAF_CHECK_EQUAL(
    written(socketio::encode(make("[\"\\ud800\"]"))),
    "\x83\xa4type\x02\xa4"s + "data\x91\xa3\ufffd\xa3nsp\xa1/");
}

CAF_TEST(what was written is read as the same) {
  const std::vector<string> attached{"zero"};
  auto event = make("[\"x\",{\"_placeholder\":true,\"num\":0},[1.5,-7,{}]]");
  event.nsp = "/a";
  event.id = 5;
  event.attachments = attached;
  CAF_CHECK_EQUAL(
    read(written(socketio::encode(event))),
    "51-/a,5[\"x\",{\"_placeholder\":true,\"num\":0},[1.5,-7,{}]] + zero");
  CAF_CHECK_EQUAL(
    read(written(socketio::encode_connect_error("/b", "no", "[1]"))),
    "4/b,{\"message\":\"no\",\"data\":[1]}");
}
