#define CAF_SUITE net.polling_payload

#include "net/polling_payload.hpp"

#include "messages/engineio3.hpp"
#include "tests/support/test.hpp"

using namespace troupe::net;

namespace eio = troupe::messages::engineio;
namespace eio3 = troupe::messages::engineio3;

namespace {

using std::string;
using namespace std::string_literals;

request make(std::string_view query, string_pairs headers = {}) {
  request req;
  req.query = parse_query(query);
  req.headers = std::move(headers);
  return req;
}

/// The packets of a POST, then what is wrong with it.
string read(
  const request& head, const string& body, bool eio3 = false,
  std::size_t max = 1000) {
  const post_packets came{head, body, eio3, max};
  string out;
  for (const auto& p : came.packets())
    out.append(p.binary ? "b" : "t").append(p.data).append(" ");
  return out.append(came.error() ? came.error()->text : "");
}

const string malformed = "unknown or empty engine packet";
const string no_utf8 = "payload is not UTF-8";
const string too_many =
  "payload has more packets than limits.packets_per_payload (1)";
const string_pairs octets{{"content-type", "application/octet-stream"}};

} // namespace

CAF_TEST(a POST is read as its session speaks) {
  CAF_CHECK_EQUAL(
    read(
      make("EIO=4"), "4a\x1e"
                     "bAQID\x1e"
                     "bBA=="),
    "ta b\x01\x02\x03 b\x04 ");
  CAF_CHECK_EQUAL(
    read(make("EIO=3"), "2:4a6:b4AQID4:b4BA", true), "ta b\x01\x02\x03 b\x04 ");
  CAF_CHECK_EQUAL(
    read(
      make("EIO=3", octets),
      "\0\2\xff"
      "4a\1\3\xff\4\xff\xfe"s,
      true),
    "ta b\xff\xfe ");
}

CAF_TEST(what is wrong with a POST comes behind what was right) {
  CAF_CHECK_EQUAL(read(make(""), ""), malformed);
  CAF_CHECK_EQUAL(
    read(
      make(""), "4a\x1e"
                "9"),
    "ta " + malformed);
  CAF_CHECK_EQUAL(read(make(""), "4\xff"), no_utf8);
  CAF_CHECK_EQUAL(
    read(
      make(""),
      "4a\x1e"
      "4b",
      false, 1),
    "ta " + too_many);
  CAF_CHECK_EQUAL(read(make(""), "", true), malformed);
  CAF_CHECK_EQUAL(read(make(""), "2:4a9", true), "ta " + malformed);
  CAF_CHECK_EQUAL(read(make(""), "2:4\xff", true), no_utf8);
  CAF_CHECK_EQUAL(read(make(""), "2:4a2:4b", true, 1), "ta " + too_many);
  CAF_CHECK_EQUAL(read(make("", octets), "", true), malformed);
}

CAF_TEST(a form has the payload in its field) {
  CAF_CHECK_EQUAL(read(make("j=0"), "d=4a%5Cnb+c%26"), "ta\nb c& ");
  CAF_CHECK_EQUAL(read(make("j=0"), "d=4a%5C%5Cnb"), "ta\\nb ");
  CAF_CHECK_EQUAL(read(make("j="), "x=1&d=2%3A4a", true), "ta ");
  CAF_CHECK_EQUAL(read(make("j=0"), "4a"), malformed);
  CAF_CHECK_EQUAL(read(make("j=0"), "d=4%ff"), no_utf8);
}

CAF_TEST(a payload is as its session speaks) {
  const std::deque<troupe::messages::frame_ptr> packets{
    eio::make_text_message("a"), eio::make_text_message("b"),
    eio3::make_binary_message("\x01", false)};
  CAF_CHECK_EQUAL(
    make_payload(packets, 2, false).body, "4a\x1e"
                                          "4b");
  const auto text = make_payload(packets, 2, true);
  CAF_CHECK_EQUAL(text.body, "2:4a2:4b");
  CAF_CHECK_EQUAL(text.type, "text/plain; charset=UTF-8");
  const auto bytes = make_payload(packets, 3, true);
  CAF_CHECK_EQUAL(
    bytes.body, "\0\2\xff"
                "4a\0\2\xff"
                "4b\1\2\xff\4\1"s);
  CAF_CHECK_EQUAL(bytes.type, "application/octet-stream");
  const auto& noop = eio::bare_packet(eio::packet_type::noop);
  CAF_CHECK_EQUAL(make_payload({&noop, 1}, true).body, "1:6");
  CAF_CHECK_EQUAL(make_payload({&noop, 1}, false).body, "6");
}

CAF_TEST(a poll is answered with a script if it asks for one) {
  const auto plain = make_poll_reply(make("EIO=4"), {"4a"});
  CAF_CHECK_EQUAL(plain.body, "4a");
  CAF_CHECK_EQUAL(plain.content_type, "text/plain; charset=UTF-8");
  const string_pairs headers{{"cache-control", "no-store"}};
  CAF_CHECK(plain.headers == headers);
  const auto script = make_poll_reply(make("EIO=4&j=3"), {"4\"a"});
  CAF_CHECK_EQUAL(script.body, "___eio[3](\"4\\\"a\");");
  CAF_CHECK_EQUAL(script.content_type, "text/plain; charset=UTF-8");
}
