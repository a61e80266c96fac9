#define CAF_SUITE net.refusal

#include "net/refusal.hpp"

#include "tests/support/test.hpp"

using namespace troupe::net;

using std::string;

namespace {

request make(string method, std::string_view query, string_pairs headers = {}) {
  request req;
  req.method = std::move(method);
  req.query = parse_query(query);
  req.headers = std::move(headers);
  return req;
}

request upgrade() {
  return make(
    "GET", "transport=websocket",
    {{"upgrade", "websocket"}, {"connection", "Upgrade"}});
}

string text(const refusal& why) {
  string out{to_string(why.code)};
  for (const auto& [name, value] : why.context)
    out += " " + name + "=" + value;
  return out;
}

struct explained {
  engine_error error;
  request req;
  string expected;
};

} // namespace

CAF_TEST(each refusal is explained as by the server of Engine.IO) {
  using enum engine_error;
  const std::vector<explained> cases{
    {unknown_transport, make("GET", "transport=pigeon"),
     "Transport unknown transport=pigeon"},
    {unknown_transport, make("GET", ""), "Transport unknown transport="},
    {unknown_sid, make("GET", "transport=polling&sid=x"),
     "Session ID unknown sid=x"},
    {bad_handshake_method, make("PUT", ""), "Bad handshake method method=PUT"},
    {unsupported_protocol_version, make("GET", "EIO=2"),
     "Unsupported protocol version protocol=3"},
    {bad_request, make("GET", "", {{"origin", "a\x01"}}),
     "Bad request name=INVALID_ORIGIN origin=a\x01"},
    {bad_request, make("GET", "transport=websocket"),
     "Bad request name=TRANSPORT_HANDSHAKE_ERROR"},
    {forbidden, make("GET", ""), "Forbidden message="},
  };
  for (const auto& c : cases)
    CAF_CHECK_EQUAL(text(explain(c.error, c.req)), c.expected);
}

CAF_TEST(a mismatch names both protocols) {
  CAF_CHECK_EQUAL(
    text(explain_protocol_mismatch(make("GET", "EIO=4"))),
    "Bad request name=PROTOCOL_MISMATCH protocol=4 previousProtocol=3");
  CAF_CHECK_EQUAL(
    text(explain_protocol_mismatch(make("GET", "EIO=3"))),
    "Bad request name=PROTOCOL_MISMATCH protocol=3 previousProtocol=4");
}

CAF_TEST(a mismatch names both transports) {
  CAF_CHECK_EQUAL(
    text(explain_mismatch(
      make("GET", "transport=polling&sid=x"), transport_kind::websocket)),
    "Bad request name=TRANSPORT_MISMATCH transport=polling "
    "previousTransport=websocket");
}

CAF_TEST(a middleware gives no reason to the client) {
  const auto answer = make_refusal_reply(middleware_failure(), make("GET", ""));
  CAF_CHECK_EQUAL(
    text(middleware_failure()), "Bad request name=MIDDLEWARE_FAILURE");
  CAF_CHECK_EQUAL(answer.status, 400u);
  CAF_CHECK_EQUAL(answer.body, R"({"code":3,"message":"Bad request"})");
}

CAF_TEST(forbidden has its own status and the message that was given) {
  struct {
    string message;
    string body;
  } cases[] = {
    {"", R"({"code":4,"message":"Forbidden"})"},
    {"not today", R"({"code":4,"message":"not today"})"},
    {"say \"please\"\n", R"({"code":4,"message":"say \"please\"\n"})"},
  };
  for (const auto& c : cases) {
    const auto answer = make_refusal_reply(forbid(c.message), make("GET", ""));
    CAF_CHECK_EQUAL(answer.status, 403u);
    CAF_CHECK_EQUAL(answer.content_type, "application/json");
    CAF_CHECK_EQUAL(answer.body, c.body);
    CAF_CHECK(!answer.close);
  }
}

CAF_TEST(an upgrade is refused in plain text with 400) {
  const auto answer = make_refusal_reply(forbid("not today"), upgrade());
  CAF_CHECK_EQUAL(answer.status, 400u);
  CAF_CHECK_EQUAL(answer.body, "not today");
  CAF_CHECK(answer.close);
  CAF_CHECK_EQUAL(make_refusal_reply(forbid({}), upgrade()).body, "Forbidden");
}

CAF_TEST(an answer to HEAD has the message but no body) {
  CAF_CHECK(make_refusal_reply(forbid("no"), make("HEAD", "")).head_only);
}

CAF_TEST(an error that another node answered is known by its text) {
  for (unsigned code = 0; code <= 5; ++code) {
    const auto error = static_cast<engine_error>(code);
    CAF_CHECK(error_of(make_error_reply(error)) == error);
    CAF_CHECK(error_of(make_upgrade_error_reply(error)) == error);
  }
}

CAF_TEST(other answers are no errors of an engine) {
  reply ok;
  ok.body = R"({"code":3,"message":"Bad request"})";
  reply overlap;
  overlap.status = 400;
  reply plain;
  plain.status = 400;
  plain.body = "Bad request";
  for (const auto& answer : {ok, overlap, plain})
    CAF_CHECK(!error_of(answer));
}

CAF_TEST(the log is told the cause and no id of a session) {
  using enum engine_error;
  const auto plain = make("GET", "transport=polling&sid=secret");
  const auto cause = [](engine_error error, const request& req) {
    return cause_of(explain(error, req), req);
  };
  const std::pair<troupe::messages::cause, string> cases[] = {
    {cause(unknown_transport, make("GET", "transport=pigeon")),
     "transport 'pigeon' is not one of engine.transports"},
    {cause(unknown_sid, plain),
     "no such session here: it has ended, or its node has"},
    {cause(bad_handshake_method, make("PUT", "")),
     "a session begins with GET, not PUT"},
    {cause(unsupported_protocol_version, make("GET", "EIO=3")),
     "a client of Socket.IO 2, which engine.allow_eio3 does not let in"},
    {cause(bad_request, make("GET", "", {{"origin", "a\x01"}})),
     "Origin has bytes that may not stand in a header"},
    {cause(bad_request, plain),
     "not a WebSocket handshake, or one where a poll belongs"},
    {cause_of(explain_mismatch(plain, transport_kind::websocket), plain),
     "the session is on websocket"},
    {cause_of(explain_protocol_mismatch(make("GET", "EIO=3")), plain),
     "the session speaks Engine.IO 4"},
    {cause_of(forbid("not you"), plain), "allow_request said no"},
    {cause_of(middleware_failure(), plain),
     "a middleware of the engine said no"},
  };
  for (const auto& [why, expected] : cases)
    CAF_CHECK_EQUAL(why.text, expected);
  CAF_CHECK(cases[0].first.option == "engine.transports");
  CAF_CHECK(cases[3].first.option == "engine.allow_eio3");
}
