#define CAF_SUITE net.engine_request

#include "net/engine_request.hpp"

#include "tests/support/test.hpp"

using namespace troupe::net;

using std::string;

namespace {

constexpr engine_transports both{true, true};
constexpr engine_transports no_websocket{true, false};
constexpr engine_transports no_polling{false, true};
constexpr engine_transports old_too{true, true, true};

request make(string method, std::string_view query, string_pairs headers = {}) {
  request req;
  req.method = std::move(method);
  req.query = parse_query(query);
  req.headers = std::move(headers);
  return req;
}

const string_pairs handshake{
  {"upgrade", "websocket"},
  {"connection", "Upgrade"},
  {"sec-websocket-version", "13"},
  {"sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="},
};

/// A handshake of which one header is another, or left out if empty.
string_pairs handshake_but(std::string_view name, string value) {
  string_pairs headers;
  for (const auto& header : handshake)
    if (header.first != name)
      headers.push_back(header);
  if (!value.empty())
    headers.emplace_back(name, std::move(value));
  return headers;
}

string_pairs from(string origin) {
  return {{"origin", std::move(origin)}};
}

struct asked_case {
  string name;
  request req;
  string verdict; ///< transport and sid, or the error
  engine_transports enabled = both;
};

void check(const std::vector<asked_case>& cases) {
  for (const auto& c : cases) {
    CAF_MESSAGE(c.name);
    const auto asked = read_engine_request(c.req, c.enabled);
    const auto got = asked.error
                       ? string{to_string(*asked.error)}
                       : string{to_string(asked.transport)} + ' ' + asked.sid;
    CAF_CHECK_EQUAL(got, c.verdict);
  }
}

const string eio_polling = "EIO=4&transport=polling";
const string eio_websocket = "EIO=4&transport=websocket";
const string unknown = "Transport unknown";
const string bad_method = "Bad handshake method";
const string bad = "Bad request";
const string version = "Unsupported protocol version";

} // namespace

CAF_TEST(requests without a fault say what they ask for) {
  check({
    {"handshake", make("GET", eio_polling), "polling "},
    {"with more", make("GET", eio_polling + "&t=x&b64=1&j=0"), "polling "},
    {"escaped", make("GET", "EIO=%34&transport=p%6flling"), "polling "},
    {"last wins", make("GET", "EIO=3&transport=x&" + eio_polling), "polling "},
    {"empty sid", make("GET", eio_polling + "&sid="), "polling "},
    {"WebSocket", make("GET", eio_websocket, handshake), "websocket "},
    {"poll", make("GET", eio_polling + "&sid=a"), "polling a"},
    {"post", make("POST", eio_polling + "&sid=a"), "polling a"},
    {"upgrade", make("GET", eio_websocket + "&sid=a", handshake),
     "websocket a"},
    {"any Origin", make("GET", eio_polling, from("http://x\ty\xFF")),
     "polling "},
    {"no WebSockets", make("GET", eio_polling), "polling ", no_websocket},
    {"WebSockets only", make("GET", eio_websocket, handshake), "websocket ",
     no_polling},
  });
}

CAF_TEST(the session decides what a request with a sid may) {
  check({
    {"method", make("PUT", eio_polling + "&sid=a"), "polling a"},
    {"revision", make("GET", "EIO=3&transport=polling&sid=a"), "polling a"},
    {"mismatch", make("GET", eio_websocket + "&sid=a"), "websocket a"},
    {"polling by WebSocket", make("GET", eio_polling + "&sid=a", handshake),
     "polling a"},
  });
}

CAF_TEST(a fault is told by its error) {
  check({
    {"no transport", make("GET", "EIO=4"), unknown},
    {"empty", make("GET", "EIO=4&transport="), unknown},
    {"case", make("GET", "EIO=4&transport=Polling"), unknown},
    {"webtransport", make("GET", "EIO=4&transport=webtransport"), unknown},
    {"prototype", make("GET", "EIO=4&transport=__proto__"), unknown},
    {"not enabled", make("GET", eio_websocket, handshake), unknown,
     no_websocket},
    {"polling not enabled", make("GET", eio_polling), unknown, no_polling},
    {"method", make("POST", eio_polling), bad_method},
    {"HEAD", make("HEAD", eio_polling), bad_method},
    {"OPTIONS", make("OPTIONS", eio_polling), bad_method},
    {"no Upgrade", make("GET", eio_websocket), bad},
    {"polling by WebSocket", make("GET", eio_polling, handshake), bad},
    {"old revision", make("GET", "EIO=3&transport=polling"), version},
    {"no revision", make("GET", "transport=polling"), version},
    {"odd revision", make("GET", "EIO=4.0&transport=polling"), version},
    {"old WebSocket", make("GET", "EIO=3&transport=websocket", handshake),
     version},
  });
  for (char c : {'\0', '\r', '\n', '\x1F', '\x7F'})
    check({{"Origin", make("GET", eio_polling, from(string{'x', c})), bad}});
}

CAF_TEST(old revisions are served where that is allowed) {
  check({
    {"old", make("GET", "EIO=3&transport=polling"), "polling ", old_too},
    {"none", make("GET", "transport=polling"), "polling ", old_too},
    {"odd", make("GET", "EIO=4.0&transport=polling"), "polling ", old_too},
    {"WebSocket", make("GET", "EIO=3&transport=websocket", handshake),
     "websocket ", old_too},
    {"new", make("GET", eio_polling), "polling ", old_too},
    {"method", make("POST", "EIO=3&transport=polling"), bad_method, old_too},
  });
  CAF_CHECK(is_eio4(make("GET", eio_polling)));
  for (const auto query : {"", "EIO=3", "EIO=4.0", "EIO=", "EIO=4&EIO=3"})
    CAF_CHECK(!is_eio4(make("GET", query)));
}

CAF_TEST(a WebSocket handshake has a key and a version) {
  for (const auto& query : {eio_websocket, eio_websocket + "&sid=a"}) {
    const auto but = [&](std::string_view name, string value) {
      return make("GET", query, handshake_but(name, std::move(value)));
    };
    check({
      {"no version", but("sec-websocket-version", ""), bad},
      {"old version", but("sec-websocket-version", "8"), bad},
      {"no key", but("sec-websocket-key", ""), bad},
      {"short key", but("sec-websocket-key", "dGhlIHNhbXBsZQ=="), bad},
      {"long key", but("sec-websocket-key", string(25, 'A')), bad},
      {"method", make("POST", query, handshake), bad},
    });
  }
}

CAF_TEST(of several faults the first in the order of checks is told) {
  const auto origin = from("\x01");
  check({
    {"transport before Origin", make("POST", "EIO=3", origin), unknown},
    {"transport before sid", make("GET", "EIO=4&sid=a"), unknown},
    {"Origin before method", make("POST", "EIO=3&transport=polling", origin),
     bad},
    {"Origin before sid", make("GET", eio_polling + "&sid=a", origin), bad},
    {"method before Upgrade", make("POST", "EIO=3&transport=websocket"),
     bad_method},
    {"method before revision", make("POST", "EIO=3&transport=polling"),
     bad_method},
    {"Upgrade before revision", make("GET", "EIO=3&transport=websocket"), bad},
  });
}

CAF_TEST(an error is answered as the request asked) {
  const struct {
    engine_error error;
    unsigned status;
    string body;
  } cases[] = {
    {engine_error::unknown_transport, 400,
     R"({"code":0,"message":"Transport unknown"})"},
    {engine_error::unknown_sid, 400,
     R"({"code":1,"message":"Session ID unknown"})"},
    {engine_error::bad_handshake_method, 400,
     R"({"code":2,"message":"Bad handshake method"})"},
    {engine_error::bad_request, 400, R"({"code":3,"message":"Bad request"})"},
    {engine_error::forbidden, 403, R"({"code":4,"message":"Forbidden"})"},
    {engine_error::unsupported_protocol_version, 400,
     R"({"code":5,"message":"Unsupported protocol version"})"},
  };
  for (const auto& c : cases) {
    const auto plain = make_error_reply(c.error, make("GET", ""));
    CAF_CHECK_EQUAL(plain.status, c.status);
    CAF_CHECK_EQUAL(plain.body, c.body);
    CAF_CHECK_EQUAL(plain.content_type, "application/json");
    CAF_CHECK(!plain.close && !plain.head_only);
    CAF_CHECK(make_error_reply(c.error, make("HEAD", "")).head_only);
    const auto upgrade = make_error_reply(c.error, make("GET", "", handshake));
    CAF_CHECK_EQUAL(upgrade.status, 400u);
    CAF_CHECK_EQUAL(upgrade.body, to_string(c.error));
    CAF_CHECK_EQUAL(upgrade.content_type, "text/html");
    CAF_CHECK(upgrade.close);
  }
}
