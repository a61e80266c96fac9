#define CAF_SUITE messages.engineio3

#include "messages/engineio3.hpp"

#include "tests/support/test.hpp"

using namespace troupe::messages;
using namespace troupe::messages::engineio3;

namespace {

using std::string;
using namespace std::string_literals;
using form = payload_reader::form;
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
string read_all(form how, std::string_view payload, std::size_t max = 1000) {
  // Without a byte behind its end that a sanitizer would not notice.
  const std::vector<char> exact(payload.begin(), payload.end());
  payload_reader reader{how, {exact.data(), exact.size()}, max};
  string out;
  packet read;
  auto result = reader.next(read);
  for (; result == status::packet; result = reader.next(read))
    out += shown(read) + ' ';
  return out + shown(result);
}

string text(std::string_view payload, std::size_t max = 1000) {
  return read_all(form::text, payload, max);
}

string binary(std::string_view payload, std::size_t max = 1000) {
  return read_all(form::binary, payload, max);
}

string decoded(std::string_view packet) {
  string scratch;
  const auto read = decode_packet(packet, scratch);
  return read ? shown(*read) : "none";
}

} // namespace

CAF_TEST(text packets are a digit and data) {
  CAF_CHECK_EQUAL(decoded("4hello"), "4:hello");
  CAF_CHECK_EQUAL(decoded("2probe"), "2:probe");
  CAF_CHECK_EQUAL(decoded("4"), "4:");
  CAF_CHECK_EQUAL(decoded(""), "none");
  CAF_CHECK_EQUAL(decoded("7"), "none");
  CAF_CHECK_EQUAL(decoded("/"), "none");
}

CAF_TEST(base64 stands behind b and the type) {
  CAF_CHECK_EQUAL(decoded("b4AQIDBA=="), "b4:\x01\x02\x03\x04");
  CAF_CHECK_EQUAL(decoded("b4"), "b4:");
  CAF_CHECK_EQUAL(decoded("b"), "none");
  CAF_CHECK_EQUAL(decoded("bAQID"), "none");
  CAF_CHECK_EQUAL(decoded("b7AQID"), "none");
}

CAF_TEST(packets of bytes begin with their type) {
  CAF_CHECK_EQUAL(shown(*decode_binary_packet("\x04\x01\xff")), "b4:\x01\xff");
  CAF_CHECK_EQUAL(shown(*decode_binary_packet("\x04")), "b4:");
  CAF_CHECK(!decode_binary_packet(""));
  CAF_CHECK(!decode_binary_packet("\x07"));
  CAF_CHECK(!decode_binary_packet("4"));
}

CAF_TEST(text payloads say how long each packet is) {
  CAF_CHECK_EQUAL(text("6:4hello"), "4:hello end");
  CAF_CHECK_EQUAL(text("6:4hello2:4x1:1"), "4:hello 4:x 1: end");
  CAF_CHECK_EQUAL(text("6:b4AQID1:2"), "b4:\x01\x02\x03 2: end");
  CAF_CHECK_EQUAL(text("0:1:2"), "2: end");
  CAF_CHECK_EQUAL(text("0:"), "end");
  CAF_CHECK_EQUAL(text("0006:4hello"), "4:hello end");
}

CAF_TEST(lengths of texts count UTF - 16 code units) {
  CAF_CHECK_EQUAL(
    text("14:42[\"echo\",\"\u20ac\"]"), "4:2[\"echo\",\"\u20ac\"] end");
  CAF_CHECK_EQUAL(
    text("3:4\U0001F600"
         "1:2"),
    "4:\U0001F600 2: end");
  CAF_CHECK_EQUAL(
    text("2:4\u00e9"
         "1:2"),
    "4:\u00e9 2: end");
  CAF_CHECK_EQUAL(text("2:4\U0001F600"), "malformed"); // half of a pair
}

CAF_TEST(text payloads end at what is none) {
  for (const auto bad :
       {"", "4hello", ":4hello", "x:4", "7:4hello", "6:4hello3", "-1:4",
        "1e1:4", " 1:4", "2:", "99999999999:4", "1:7", "1:b", "6:4hello:"})
    CAF_CHECK_EQUAL(
      text(bad), std::string_view{bad}.starts_with("6:") ? "4:hello malformed"
                                                         : "malformed");
}

CAF_TEST(binary payloads are marks and lengths and packets) {
  const auto hello = "\0\6\xff"
                     "4hello"s;
  const auto bytes = "\1\4\xff\4\1\2\3"s;
  CAF_CHECK_EQUAL(binary(hello + bytes), "4:hello b4:\x01\x02\x03 end");
  CAF_CHECK_EQUAL(
    binary("\0\1\3\xff"
           "42[\"a\",\"\u20ac\"]"s),
    "4:2[\"a\",\"\u20ac\"] end");
  CAF_CHECK_EQUAL(
    binary("\0\6\xff"
           "b4AQID"s),
    "b4:\x01\x02\x03 end");
}

CAF_TEST(binary payloads end at what is none) {
  for (const auto& bad :
       {""s, "\0"s,
        "\2\1\xff"
        "2"s,
        "\0\xff"
        "2"s,
        "\0\2\xff"
        "2"s,
        "\0\xa\xff"
        "2"s,
        "\0\1"s,
        "\0\1\xff"
        "7"s,
        "\1\1\xff\7"s, "\1\0\xff"s,
        "\0\2\xff"
        "4\xc3"s,
        "\0\1\1\1\1\1\1\1\1\1\1\1\xff"
        "2"s})
    CAF_CHECK_EQUAL(binary(bad), "malformed");
}

CAF_TEST(payloads may have so many packets and not one more) {
  CAF_CHECK_EQUAL(text("1:41:4", 2), "4: 4: end");
  CAF_CHECK_EQUAL(text("1:41:4", 1), "4: too many");
  CAF_CHECK_EQUAL(text("0:0:1:4", 2), "too many");
  CAF_CHECK_EQUAL(
    binary(
      "\0\1\xff"
      "4\0\1\xff"
      "4"s,
      1),
    "4: too many");
}

CAF_TEST(what was written is read as the same) {
  const string said = "2[\"\u20ac\U0001F600\"]";
  const string bytes{"\0\x1e\xff", 3};
  string payload;
  append_to_payload(payload, *engineio::make_text_message(said));
  append_to_payload(payload, *make_binary_message(bytes, true));
  append_to_payload(
    payload, *engineio::bare_packet(engineio::packet_type::noop));
  CAF_CHECK_EQUAL(text(payload), "4:" + said + " b4:" + bytes + " 6: end");
  payload.clear();
  append_to_binary_payload(payload, *engineio::make_text_message(said));
  append_to_binary_payload(payload, *make_binary_message(bytes, false));
  append_to_binary_payload(
    payload, *make_binary_message(string(123, 'x'), false));
  CAF_CHECK_EQUAL(
    binary(payload),
    "4:" + said + " b4:" + bytes + " b4:" + string(123, 'x') + " end");
}

CAF_TEST(payloads look as those of Engine.IO 3) {
  string payload;
  append_to_payload(
    payload, *engineio::bare_packet(engineio::packet_type::noop));
  append_to_payload(payload, *make_binary_message("\1\2\3", true));
  CAF_CHECK_EQUAL(payload, "1:66:b4AQID");
  payload.clear();
  append_to_binary_payload(
    payload, *engineio::make_text_message("2[\"echo\",\"\u20ac\"]"));
  append_to_binary_payload(payload, *make_binary_message("\1\2", false));
  CAF_CHECK_EQUAL(
    payload, "\0\1\6\xff"
             "42[\"echo\",\"\u20ac\"]\1\3\xff\4\1\2"s);
}

CAF_TEST(large payloads take no time) {
  string many;
  for (int i = 0; i < 100'000; ++i)
    many += "0:";
  CAF_CHECK_EQUAL(text(many), "too many");
  CAF_CHECK_EQUAL(text(string(1'000'000, '1')), "malformed");
  CAF_CHECK_EQUAL(binary(string(1'000'000, '\0')), "malformed");
}
