#define CAF_SUITE messages.engineio

#include "messages/engineio.hpp"

#include "tests/support/test.hpp"

using namespace troupe::messages;
using namespace troupe::messages::engineio;

namespace {

using std::string;
using status = payload_reader::status;

string shown(const packet& p) {
  const string kind = p.binary ? "b" : "";
  return kind + std::to_string(static_cast<int>(p.type)) + ':' + string{p.data};
}

string shown(status s) {
  const char* names[] = {"packet", "end", "malformed", "too many"};
  return names[static_cast<int>(s)];
}

/// All packets of a payload and how it ended, one after another.
string read_all(std::string_view payload, std::size_t max = 1000) {
  // Without a byte behind its end that a sanitizer would not notice.
  const std::vector<char> exact(payload.begin(), payload.end());
  payload_reader reader{{exact.data(), exact.size()}, max};
  string out;
  packet read;
  auto result = reader.next(read);
  for (; result == status::packet; result = reader.next(read))
    out += shown(read) + ' ';
  return out + shown(result);
}

string decoded(std::string_view text) {
  string scratch;
  const auto read = decode_packet(text, scratch);
  return read ? shown(*read) : "none";
}

string payload_of(const std::vector<frame_ptr>& packets) {
  string payload;
  for (const auto& packet : packets)
    append_to_payload(payload, *packet);
  return payload;
}

} // namespace

CAF_TEST(text packets are a digit and data) {
  const std::pair<string, string> cases[] = {
    {"0{\"sid\":\"x\"}", "0:{\"sid\":\"x\"}"},
    {"1", "1:"},
    {"2probe", "2:probe"},
    {"3", "3:"},
    {"4hello", "4:hello"},
    {"4", "4:"},
    {"44", "4:4"},
    {"5", "5:"},
    {"6", "6:"},
    {string{"4\0\n", 3}, string{"4:\0\n", 4}},
  };
  for (const auto& [text, packet] : cases)
    CAF_CHECK_EQUAL(decoded(text), packet);
}

CAF_TEST(a packet that starts with b is a message in base64) {
  CAF_CHECK_EQUAL(decoded("bAQIDBA=="), "b4:\x01\x02\x03\x04");
  CAF_CHECK_EQUAL(decoded("bAQIDBA"), "b4:\x01\x02\x03\x04");
  CAF_CHECK_EQUAL(decoded("bA Q!I\nD"), "b4:\x01\x02\x03");
  CAF_CHECK_EQUAL(decoded("b"), "b4:");
  CAF_CHECK_EQUAL(decoded("bb"), "b4:");
}

CAF_TEST(what starts with anything else is no packet) {
  CAF_CHECK_EQUAL(decoded(""), "none");
  for (int byte = 0; byte < 256; ++byte) {
    const bool fine = (byte >= '0' && byte <= '6') || byte == 'b';
    if ((decoded(string(1, static_cast<char>(byte)) + "x") != "none") != fine)
      CAF_ERROR("byte " << byte);
  }
}

CAF_TEST(text data is a view and not a copy) {
  const string text = "4hello";
  string scratch;
  CAF_CHECK(decode_packet(text, scratch)->data.data() == text.data() + 1);
  CAF_CHECK(decode_packet("bAQID", scratch)->data.data() == scratch.data());
}

CAF_TEST(payloads are taken apart at their separators) {
  CAF_CHECK_EQUAL(read_all("4hello"), "4:hello end");
  CAF_CHECK_EQUAL(
    read_all("4hello\x1e"
             "bAQID\x1e"
             "2"),
    "4:hello b4:\x01\x02\x03 2: end");
  CAF_CHECK_EQUAL(
    read_all("4\x1e"
             "4\x1e"
             "1"),
    "4: 4: 1: end");
}

CAF_TEST(payloads end at what is no packet) {
  CAF_CHECK_EQUAL(read_all(""), "malformed");
  CAF_CHECK_EQUAL(read_all("\x1e"), "malformed");
  CAF_CHECK_EQUAL(
    read_all("\x1e"
             "4a"),
    "malformed");
  CAF_CHECK_EQUAL(read_all("4a\x1e"), "4:a malformed");
  CAF_CHECK_EQUAL(
    read_all("4a\x1e\x1e"
             "4b"),
    "4:a malformed");
  CAF_CHECK_EQUAL(
    read_all("4a\x1e"
             "7\x1e"
             "4b"),
    "4:a malformed");
  CAF_CHECK_EQUAL(read_all("abc"), "malformed");
  CAF_CHECK_EQUAL(
    read_all("\xef\xbb\xbf"
             "4a"),
    "malformed");
}

CAF_TEST(payloads may have so many packets and not one more) {
  string payload = "4";
  for (int i = 1; i < 1000; ++i)
    payload += "\x1e"
               "4";
  string expected;
  for (int i = 0; i < 1000; ++i)
    expected += "4: ";
  CAF_CHECK_EQUAL(read_all(payload), expected + "end");
  CAF_CHECK_EQUAL(
    read_all(
      payload + "\x1e"
                "4"),
    expected + "too many");
  CAF_CHECK_EQUAL(
    read_all(
      "4a\x1e"
      "4b",
      2),
    "4:a 4:b end");
  CAF_CHECK_EQUAL(
    read_all(
      "4a\x1e"
      "4b",
      1),
    "4:a too many");
  CAF_CHECK_EQUAL(read_all("4a\x1e", 1), "4:a too many");
}

CAF_TEST(large payloads take no time) {
  CAF_CHECK_EQUAL(read_all(string(1'000'000, '\x1e')), "malformed");
  CAF_CHECK_EQUAL(read_all(string(1'000'000, '4')).size(), 1'000'005u);
  CAF_CHECK_EQUAL(read_all('b' + string(999'999, 'A')).size(), 750'006u);
}

CAF_TEST(packets are joined by separators and bytes become base64) {
  CAF_CHECK_EQUAL(payload_of({}), "");
  CAF_CHECK_EQUAL(payload_of({make_text_message("hello")}), "4hello");
  CAF_CHECK_EQUAL(
    payload_of(
      {make_text_message("hello"), make_binary_message("\x01\x02\x03\x04"),
       bare_packet(packet_type::ping)}),
    "4hello\x1e"
    "bAQIDBA==\x1e"
    "2");
  CAF_CHECK_EQUAL(payload_of({make_binary_message("")}), "b");
}

CAF_TEST(what was joined is taken apart into the same) {
  const string text = "2[\"\xe2\x82\xac\"]";
  const string bytes{"\0\x1e\xff", 3};
  const auto payload = payload_of(
    {make_text_message(text), make_binary_message(bytes), probe_answer()});
  CAF_CHECK_EQUAL(
    read_all(payload), "4:" + text + " b4:" + bytes + " 3:probe end");
}

CAF_TEST(the open packet tells all there is to know) {
  const auto open =
    make_open({.sid = "lv_VI97HAXpY6yYWAAAC", .can_upgrade = true});
  CAF_CHECK_EQUAL(
    string{open->payload()},
    "0{\"sid\":\"lv_VI97HAXpY6yYWAAAC\",\"upgrades\":"
    "[\"websocket\"],\"pingInterval\":25000,\"pingTimeout\":"
    "20000,\"maxPayload\":1000000}");
  CAF_CHECK(!open->binary());
  const auto other = make_open(
    {.sid = "x",
     .can_upgrade = false,
     .ping_interval_ms = 300,
     .ping_timeout_ms = 200,
     .max_payload = 1});
  CAF_CHECK_EQUAL(
    string{other->payload()},
    "0{\"sid\":\"x\",\"upgrades\":[],\"pingInterval\":300,"
    "\"pingTimeout\":200,\"maxPayload\":1}");
}

CAF_TEST(bare packets are text frames of one digit made once) {
  const std::pair<packet_type, string> cases[] = {
    {packet_type::open, "0"},    {packet_type::close, "1"},
    {packet_type::ping, "2"},    {packet_type::pong, "3"},
    {packet_type::message, "4"}, {packet_type::upgrade, "5"},
    {packet_type::noop, "6"},
  };
  for (const auto& [type, digit] : cases) {
    CAF_CHECK_EQUAL(string{bare_packet(type)->wire()}, "\x81\x01" + digit);
    CAF_CHECK(bare_packet(type) == bare_packet(type));
  }
  CAF_CHECK_EQUAL(
    string{probe_answer()->wire()}, "\x81\x06"
                                    "3probe");
  CAF_CHECK(probe_answer() == probe_answer());
}

CAF_TEST(messages are text with a digit or bytes without) {
  CAF_CHECK_EQUAL(
    string{make_text_message("hi")->wire()}, "\x81\x03"
                                             "4hi");
  CAF_CHECK_EQUAL(string{make_text_message("")->payload()}, "4");
  const auto bytes = make_binary_message("\x01\x02");
  CAF_CHECK_EQUAL(string{bytes->wire()}, "\x82\x02\x01\x02");
  CAF_CHECK(bytes->binary());
}
