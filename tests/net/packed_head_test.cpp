#define CAF_SUITE net.packed_head

#include "net/packed_head.hpp"

#include "tests/support/test.hpp"

using namespace troupe::net;

namespace {

request make_request() {
  request made;
  made.target = "/socket.io/?EIO=4&name=a%20b&name=c+d";
  made.remote_address = "::1";
  made.headers = {{"host", "a.example:80"}, {"x", "1"}, {"x", ""}, {"y", "2"}};
  return made;
}

} // namespace

CAF_TEST(a packed head has all that the request had) {
  const packed_head head{make_request()};
  CAF_CHECK_EQUAL(head.target(), "/socket.io/?EIO=4&name=a%20b&name=c+d");
  CAF_CHECK_EQUAL(head.remote_address(), "::1");
  CAF_CHECK(head.headers() == make_request().headers);
  CAF_CHECK(head.query() == parse_query("EIO=4&name=a%20b&name=c+d"));
}

CAF_TEST(of parameters and headers with one name the last one counts) {
  const packed_head head{make_request()};
  CAF_CHECK_EQUAL(head.parameter("name").value_or("none"), "c d");
  CAF_CHECK_EQUAL(head.header("x").value_or("none"), "");
  CAF_CHECK_EQUAL(head.header("host").value_or("none"), "a.example:80");
  CAF_CHECK(!head.parameter("other"));
  CAF_CHECK(!head.header("other"));
}

CAF_TEST(names that everybody sends and others are told apart) {
  request made;
  made.headers = {
    {"upgrade", "websocket"},
    {"upgrades", "1"},
    {"host", ":"},
    {"sec-websocket-key", ""},
    {"x-real-ip", "\x80\xff"},
    {"accept", "*/*"},
    {"y", "\x80"},
    {"\x96\x9e", "connection"},
    {"\x80", ""},
    {"\tost", "no parser lets it through"},
    {" \x01", "z"},
    {"", "e"},
    {"x-forwarded-for", "1"}};
  const packed_head head{made};
  CAF_CHECK(head.headers() == made.headers);
  for (const auto& [name, value] : made.headers)
    CAF_CHECK_EQUAL(head.header(name).value_or("none"), value);
  CAF_CHECK(!head.header("user-agent"));
  CAF_CHECK(!head.header("ost"));
}

CAF_TEST(a head of nothing is empty) {
  for (const auto& head : {packed_head{}, packed_head{request{}}}) {
    CAF_CHECK_EQUAL(head.target(), "");
    CAF_CHECK_EQUAL(head.remote_address(), "");
    CAF_CHECK(head.headers().empty());
    CAF_CHECK(head.query().empty());
    CAF_CHECK(!head.secure());
    CAF_CHECK(!head.has_origin());
  }
}

CAF_TEST(whether it was secure and had an Origin is kept) {
  for (const bool secure : {false, true}) {
    for (const bool origin : {false, true}) {
      auto made = make_request();
      made.secure = secure;
      if (origin)
        made.headers.emplace_back("origin", "null");
      for (const bool keep : {false, true}) {
        const packed_head head{made, keep};
        CAF_CHECK_EQUAL(head.secure(), secure);
        CAF_CHECK_EQUAL(head.has_origin(), origin);
      }
    }
  }
}

CAF_TEST(all but the headers is there without them) {
  const packed_head head{make_request(), false};
  CAF_CHECK(head.headers().empty());
  CAF_CHECK(!head.header("host"));
  CAF_CHECK_EQUAL(head.target(), "/socket.io/?EIO=4&name=a%20b&name=c+d");
  CAF_CHECK_EQUAL(head.remote_address(), "::1");
  CAF_CHECK_EQUAL(head.parameter("name").value_or("none"), "c d");
}
