#define CAF_SUITE messages.packet_form

#include "messages/packet_form.hpp"

#include "messages/engineio.hpp"
#include "messages/socketio.hpp"

#include "tests/support/test.hpp"

using namespace troupe::messages;

namespace {

using std::string;

string shown(const encoded_packet& packet) {
  string line{packet.text->payload()};
  if (packet.attachments)
    for (const auto& bytes : *packet.attachments)
      line.append(" + ").append(bytes->payload());
  return line;
}

string engine3(const encoded_packet& packet, bool base64 = false) {
  return shown(make_engine3(packet, base64, true));
}

const std::vector<string> attached{"\x01\x02\x03"};
const string array = "[\"x\",{\"_placeholder\":true,\"num\":0}]";

encoded_packet binary_event() {
  return socketio::encode({.array = array, .attachments = attached});
}

} // namespace

CAF_TEST(Engine.IO 3 has bytes behind their type) {
  CAF_CHECK_EQUAL(
    engine3(binary_event()), "451-" + array + " + \x04\x01\x02\x03");
  CAF_CHECK_EQUAL(engine3(binary_event(), true), "451-" + array + " + b4AQID");
  const encoded_packet bare{engineio::make_binary_message("\x01\x02\x03"), {}};
  CAF_CHECK_EQUAL(engine3(bare), "\x04\x01\x02\x03");
  CAF_CHECK_EQUAL(engine3(bare, true), "b4AQID");
  const auto text = socketio::encode({.array = "[\"hi\"]"});
  CAF_CHECK(make_engine3(text, false, true).text == text.text);
}

CAF_TEST(Socket.IO 2 hears of connections and refusals in its own way) {
  using namespace socketio;
  CAF_CHECK_EQUAL(engine3(encode_connect("/", "sid")), "40");
  CAF_CHECK_EQUAL(engine3(encode_connect("/a", "sid")), "40/a,");
  CAF_CHECK_EQUAL(engine3(encode_connect_error("/", "no")), "44\"no\"");
  CAF_CHECK_EQUAL(engine3(encode_connect_error("/a", "no")), "44/a,\"no\"");
  CAF_CHECK_EQUAL(
    engine3(encode_connect_error("/a", "no", "{\"code\":1}")),
    "44/a,{\"code\":1}");
  const string unknown = "{\"message\":\"Invalid namespace\"}";
  for (const string nsp : {"/a", "/{", "/a{\"k\":1}"})
    CAF_CHECK_EQUAL(
      engine3(encode_connect_error(nsp, "Invalid namespace")),
      "44" + nsp + "," + unknown);
  CAF_CHECK_EQUAL(engine3(encode_disconnect("/a")), "41/a,");
}

CAF_TEST(a session without Socket.IO says what it likes) {
  const encoded_packet said{engineio::make_text_message("0{\"a\":1}"), nullptr};
  CAF_CHECK_EQUAL(shown(make_engine3(said, false, false)), "40{\"a\":1}");
}

CAF_TEST(a packet is made once as long as it is the last one) {
  form_cache cache;
  const auto first = binary_event();
  const auto second = binary_event();
  for (const auto form :
       {packet_form::engine3, packet_form::engine3_base64,
        packet_form::msgpack}) {
    const auto made = cache.find(form, true, first);
    CAF_CHECK(cache.find(form, true, first).text == made.text);
    CAF_CHECK(cache.find(form, true, first).attachments == made.attachments);
    CAF_CHECK(
      cache.find(form, true, second).text != made.text ||
      cache.find(form, true, second).attachments != made.attachments);
  }
  CAF_CHECK_EQUAL(
    shown(cache.find(packet_form::engine3, true, second)),
    "451-" + array + " + \x04\x01\x02\x03");
}

CAF_TEST(what was made of a packet that has gone is not taken for another) {
  form_cache cache;
  for (int i = 0; i < 100; ++i) {
    const auto said = "[\"" + std::to_string(i) + "\"]";
    const auto packet = socketio::encode({.array = said});
    const auto made = shown(cache.find(packet_form::msgpack, true, packet));
    CAF_CHECK(made.find(std::to_string(i)) != string::npos);
  }
}

CAF_TEST(a session with Socket.IO and one without share nothing) {
  form_cache cache;
  const auto packet = socketio::encode_connect("/", "sid");
  using enum packet_form;
  CAF_CHECK_EQUAL(shown(cache.find(engine3, true, packet)), "40");
  CAF_CHECK_EQUAL(
    shown(cache.find(engine3, false, packet)), "40{\"sid\":\"sid\"}");
}

CAF_TEST(a packet that is traced is so in every form) {
  form_cache cache;
  const auto plain = binary_event();
  const auto traced = with_trace(plain, 7);
  CAF_CHECK(traced.attachments == plain.attachments);
  for (const auto form :
       {packet_form::engine3, packet_form::engine3_base64,
        packet_form::msgpack}) {
    CAF_CHECK_EQUAL(cache.find(form, true, traced).text->trace(), 7u);
    CAF_CHECK_EQUAL(cache.find(form, true, plain).text->trace(), 0u);
  }
}
