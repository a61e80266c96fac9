#define CAF_SUITE net.request

#include "net/request.hpp"

#include "tests/support/test.hpp"

using namespace troupe::net;

using std::string;

namespace {

/// `name=value` in brackets, one after another.
string shown(const string_pairs& pairs) {
  string out;
  for (const auto& [name, value] : pairs)
    out += '[' + name + '=' + value + ']';
  return out;
}

} // namespace

CAF_TEST(a query is taken apart whatever its bytes) {
  const std::pair<string, string> cases[] = {
    {"", ""},
    {"a=1", "[a=1]"},
    {"a=1&b=2", "[a=1][b=2]"},
    {"b=2&a=1&b=3", "[b=2][a=1][b=3]"},
    {"a", "[a=]"},
    {"a=", "[a=]"},
    {"=1", "[=1]"},
    {"=", "[=]"},
    {"a=1=2", "[a=1=2]"},
    {"&", ""},
    {"&&a=1&&", "[a=1]"},
    {"a+b=c+d", "[a b=c d]"},
    {"%41=%62%2B%26%3D", "[A=b+&=]"},
    {"EIO=%34", "[EIO=4]"},
    {"a=%e2%82%AC", "[a=\xE2\x82\xAC]"},
    {"a=%00", string{"[a=\0]", 5}},
    {"a=%", "[a=%]"},
    {"a=%4", "[a=%4]"},
    {"a=%4g", "[a=%4g]"},
    {"a=%g4", "[a=%g4]"},
    {"a=%%34", "[a=%4]"},
    {"a=%2541", "[a=%41]"},
    {"a=%-1", "[a=%-1]"},
    {"a=\xFF?", "[a=\xFF?]"},
  };
  for (const auto& [query, pairs] : cases) {
    CAF_MESSAGE(query);
    CAF_CHECK_EQUAL(shown(parse_query(query)), pairs);
  }
}

CAF_TEST(of values with one name the last counts) {
  const string_pairs pairs{{"a", "1"}, {"b", "2"}, {"a", "3"}, {"c", ""}};
  CAF_CHECK_EQUAL(find_value(pairs, "a").value_or("none"), "3");
  CAF_CHECK_EQUAL(find_value(pairs, "b").value_or("none"), "2");
  CAF_CHECK_EQUAL(find_value(pairs, "c").value_or("none"), "");
  CAF_CHECK(!find_value(pairs, "A"));
  CAF_CHECK(!find_value({}, ""));
}

CAF_TEST(a token is found in a list whatever its case) {
  const struct {
    string list;
    bool found;
  } cases[] = {
    {"upgrade", true},
    {"Upgrade", true},
    {"keep-alive, Upgrade", true},
    {"keep-alive,\tUPGRADE ,x", true},
    {" ,,upgrade", true},
    {"", false},
    {",", false},
    {"upgrades", false},
    {"up grade", false},
    {"x-upgrade", false},
    {"upgrade;q=1", false},
    {"keep-alive", false},
  };
  for (const auto& c : cases) {
    CAF_MESSAGE(c.list);
    CAF_CHECK_EQUAL(has_token(c.list, "upgrade"), c.found);
  }
}

CAF_TEST(a request asks for a WebSocket with two headers and HTTP one dot one) {
  const struct {
    string_pairs headers;
    bool asks;
  } cases[] = {
    {{{"upgrade", "websocket"}, {"connection", "Upgrade"}}, true},
    {{{"upgrade", "WebSocket"}, {"connection", "keep-alive, upgrade"}}, true},
    {{{"upgrade", "h2c"}, {"connection", "Upgrade"}}, false},
    {{{"upgrade", "websocket"}, {"connection", "keep-alive"}}, false},
    {{{"upgrade", "websocket"}}, false},
    {{{"connection", "Upgrade"}}, false},
    {{}, false},
  };
  for (const auto& c : cases) {
    request req;
    req.headers = c.headers;
    CAF_MESSAGE(shown(c.headers));
    CAF_CHECK_EQUAL(req.asks_websocket(), c.asks);
    req.http_1_1 = false;
    CAF_CHECK(!req.asks_websocket());
  }
}

CAF_TEST(an answer is written with the length of its body) {
  reply plain;
  plain.content_type = "text/plain";
  plain.body = "hello";
  auto head = plain;
  head.head_only = true;
  reply empty;
  empty.status = 400;
  reply unchanged;
  unchanged.status = 304;
  unchanged.headers = {{"ETag", "\"x\""}};
  reply nothing;
  nothing.status = 204;
  const string start = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
                       "Content-Length: 5\r\n";
  const struct {
    reply answer;
    bool keep_alive, http_1_1;
    string bytes;
  } cases[] = {
    {plain, true, true, start + "\r\nhello"},
    {plain, false, true, start + "Connection: close\r\n\r\nhello"},
    {plain, true, false, start + "Connection: keep-alive\r\n\r\nhello"},
    {plain, false, false, start + "Connection: close\r\n\r\nhello"},
    {head, true, true, start + "\r\n"},
    {empty, true, true,
     "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"},
    {unchanged, true, true, "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n"},
    {nothing, true, true, "HTTP/1.1 204 No Content\r\n\r\n"},
  };
  for (const auto& c : cases)
    CAF_CHECK_EQUAL(to_bytes(c.answer, c.keep_alive, c.http_1_1), c.bytes);
}

CAF_TEST(the accept key is that of the examples of the RFC) {
  // RFC 6455, section 1.3.
  CAF_CHECK_EQUAL(
    websocket_accept("dGhlIHNhbXBsZSBub25jZQ=="),
    "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

CAF_TEST(a handshake is answered with the first protocol offered) {
  const string start = "HTTP/1.1 101 Switching Protocols\r\n"
                       "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                       "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";
  const std::pair<string_pairs, string> cases[] = {
    {{}, ""},
    {{{"sec-websocket-protocol", "chat"}}, "Sec-WebSocket-Protocol: chat\r\n"},
    {{{"sec-websocket-protocol", " a , b"}}, "Sec-WebSocket-Protocol: a\r\n"},
    {{{"sec-websocket-protocol", ""}}, ""},
    {{{"sec-websocket-protocol", ", b"}}, ""},
  };
  for (const auto& [headers, line] : cases) {
    request req;
    req.headers = headers;
    req.headers.emplace_back("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
    CAF_CHECK_EQUAL(switching_protocols(req, {}), start + line + "\r\n");
    CAF_CHECK_EQUAL(
      switching_protocols(req, {{"Vary", "Origin"}}),
      start + line + "Vary: Origin\r\n\r\n");
  }
}
