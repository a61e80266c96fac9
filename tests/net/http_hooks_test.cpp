#define CAF_SUITE net.http_hooks

#include "net/hooks.hpp"

#include "tests/support/hooked_session.hpp"

using namespace troupe::net;

using std::string;

namespace {

constexpr auto goes_on = verdict::kind::goes_on;
constexpr auto refused = verdict::kind::refused;
constexpr auto failed = verdict::kind::failed;

string get(std::string_view query) {
  return "GET /socket.io/?" + string{query} + " HTTP/1.1\r\nHost: x\r\n\r\n";
}
const string handshake = get("EIO=4&transport=polling");
const string poll = get("EIO=4&transport=polling&sid=x");
const string post =
  "POST /socket.io/?EIO=4&transport=polling&sid=x HTTP/1.1\r\n"
  "Host: x\r\nContent-Length: 2\r\n\r\n40";
const string upgrade =
  "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\n"
  "Upgrade: websocket\r\nConnection: Upgrade\r\n"
  "Sec-WebSocket-Version: 13\r\n"
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

reply ok() {
  reply answer;
  answer.body = "ok";
  return answer;
}

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

} // namespace

CAF_TEST(a handshake waits for the answer whether it is allowed) {
  hooked_session at;
  at.hooks.guards = true;
  at.send(handshake);
  CAF_CHECK_EQUAL(at.trace(), "allow;");
  CAF_CHECK(!at.served);
  at.hooks.say(goes_on);
  at.turn();
  CAF_CHECK_EQUAL(at.trace(), "open;");
}

CAF_TEST(only the handshake is asked about) {
  hooked_session at;
  at.hooks.guards = true;
  at.send(poll);
  CAF_CHECK_EQUAL(at.trace(), "request;");
}

CAF_TEST(a handshake that is not allowed gets the message and 403) {
  hooked_session at;
  at.hooks.guards = true;
  at.send(handshake);
  at.hooks.say(refused, "not today");
  at.turn();
  const auto answer = at.receive();
  CAF_CHECK(answer.starts_with("HTTP/1.1 403 "));
  CAF_CHECK(answer.ends_with(R"({"code":4,"message":"not today"})"));
  CAF_CHECK_EQUAL(at.trace(), "allow;refused 4 message=not today;");
  // The connection goes on.
  at.hooks.guards = false;
  at.send(handshake);
  CAF_CHECK_EQUAL(at.trace(), "open;");
}

CAF_TEST(an upgrade that is not allowed is answered in plain text) {
  hooked_session at;
  at.hooks.guards = true;
  at.send(upgrade);
  at.hooks.say(refused);
  at.turn();
  const auto answer = at.receive();
  CAF_CHECK(answer.starts_with("HTTP/1.1 400 "));
  CAF_CHECK(answer.ends_with("\r\n\r\nForbidden"));
}

CAF_TEST(a question that is let go unanswered refuses) {
  hooked_session at;
  at.hooks.guards = true;
  at.send(handshake);
  at.hooks.asked.clear();
  at.turn();
  CAF_CHECK(at.receive().starts_with("HTTP/1.1 403 "));
}

CAF_TEST(a revision that is not spoken is found after the question) {
  hooked_session at;
  at.hooks.guards = true;
  at.send(get("EIO=2&transport=polling"));
  CAF_CHECK_EQUAL(at.trace(), "allow;");
  at.hooks.say(goes_on);
  at.turn();
  CAF_CHECK_EQUAL(at.trace(), "refused 5 protocol=3;");
}

CAF_TEST(a fault is found before the question) {
  hooked_session at;
  at.hooks.guards = true;
  at.send(get("EIO=4&transport=pigeon"));
  CAF_CHECK_EQUAL(at.trace(), "refused 0 transport=pigeon;");
}

CAF_TEST(middlewares run in order and before the checks) {
  hooked_session at;
  at.hooks.passes = 2;
  at.hooks.guards = true;
  at.send(handshake);
  CAF_CHECK_EQUAL(at.trace(), "use0 GET;");
  at.hooks.say(goes_on);
  at.turn();
  CAF_CHECK_EQUAL(at.trace(), "use1 GET;");
  at.hooks.say(goes_on);
  at.turn();
  CAF_CHECK_EQUAL(at.trace(), "allow;");
  at.hooks.say(goes_on);
  at.turn();
  CAF_CHECK_EQUAL(at.trace(), "open;");
  CAF_REQUIRE(at.served);
  at.served->answer(ok());
  const auto answer = at.receive();
  CAF_CHECK(has(answer, "X-Use: 0\r\nX-Use: 1\r\n"));
  CAF_CHECK(has(answer, "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n"));
}

CAF_TEST(a middleware may decide at once) {
  hooked_session at;
  at.hooks.passes = 1;
  at.hooks.during = [&at] { at.hooks.say(goes_on); };
  at.send(poll + poll); // one after the other on the same connection
  CAF_CHECK_EQUAL(at.trace(), "use0 GET;request;");
  at.served->answer(ok());
  CAF_CHECK_EQUAL(at.trace(), "headers;use0 GET;request;");
}

CAF_TEST(a middleware that refuses answers with its headers) {
  hooked_session at;
  at.hooks.passes = 2;
  at.send(get("EIO=4&transport=pigeon"));
  at.hooks.say(refused, "unheard");
  at.turn();
  const auto answer = at.receive();
  CAF_CHECK(answer.starts_with("HTTP/1.1 400 "));
  CAF_CHECK(has(answer, "X-Use: 0\r\n"));
  CAF_CHECK(answer.ends_with(R"({"code":3,"message":"Bad request"})"));
  CAF_CHECK_EQUAL(at.trace(), "use0 GET;refused 3 name=MIDDLEWARE_FAILURE;");
}

CAF_TEST(a body that comes during the question is not lost) {
  hooked_session at;
  at.hooks.passes = 1;
  at.send(post);
  CAF_CHECK_EQUAL(at.trace(), "use0 POST;");
  at.hooks.say(goes_on);
  at.turn();
  CAF_REQUIRE(at.served);
  CAF_CHECK(at.served->body_complete());
  CAF_CHECK_EQUAL(at.served->body(), "40");
}

CAF_TEST(a refused request leaves its body out of the next one) {
  hooked_session at;
  at.hooks.passes = 1;
  at.send(post + poll);
  at.hooks.say(refused);
  at.turn();
  CAF_CHECK(at.receive().starts_with("HTTP/1.1 400 "));
  CAF_CHECK_EQUAL(
    at.trace(), "use0 POST;refused 3 name=MIDDLEWARE_FAILURE;use0 GET;");
}

CAF_TEST(a hook that fails costs its request 500 and the connection) {
  hooked_session at;
  at.hooks.passes = 1;
  at.send(poll);
  at.hooks.say(failed);
  at.turn();
  const auto answer = at.receive();
  CAF_CHECK(answer.starts_with("HTTP/1.1 500 "));
  CAF_CHECK(has(answer, "Connection: close\r\n"));
  CAF_CHECK(!at.session);
}

CAF_TEST(a client that hangs up during the question is forgotten) {
  hooked_session at;
  at.hooks.guards = true;
  at.send(handshake);
  ::shutdown(at.sockets.far, SHUT_RDWR);
  at.turn();
  CAF_CHECK(!at.session);
  at.hooks.say(goes_on);
  at.turn();
  CAF_CHECK_EQUAL(at.trace(), "allow;");
}

CAF_TEST(a decision that never comes ends in 408) {
  hooked_session at;
  at.here.rules.front().limits.header_timeout = std::chrono::milliseconds{1};
  at.hooks.guards = true;
  at.send(handshake);
  at.thread.turn(std::chrono::milliseconds{100});
  CAF_CHECK(at.receive().starts_with("HTTP/1.1 408 "));
  CAF_CHECK(!at.session);
  at.hooks.say(goes_on); // nobody waits for it
  at.turn();
  CAF_CHECK_EQUAL(at.trace(), "allow;");
}

CAF_TEST(the first answer of a session has headers of its own) {
  hooked_session at;
  at.send(handshake);
  at.served->answer(ok());
  CAF_CHECK_EQUAL(at.trace(), "open;initial;");
  at.send(poll);
  at.served->answer(ok());
  CAF_CHECK_EQUAL(at.trace(), "request;headers;");
}

CAF_TEST(errors have no headers of hooks) {
  hooked_session at;
  at.send(poll);
  at.served->refuse(explain(engine_error::unknown_sid, at.served->head()));
  CAF_CHECK_EQUAL(at.trace(), "request;refused 1 sid=x;");
  CAF_CHECK(!has(at.receive(), "Set-Cookie"));
}

CAF_TEST(an upgrade is answered with the headers of hooks) {
  hooked_session at;
  at.send(upgrade);
  string glued;
  auto given = at.served->accept_websocket(glued);
  CAF_REQUIRE(given);
  const auto answer = at.receive();
  CAF_CHECK(answer.starts_with("HTTP/1.1 101 "));
  CAF_CHECK(has(answer, "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n"));
  stream::retire(std::move(given));
}

CAF_TEST(a headers hook that fails leaves neither answer nor socket) {
  hooked_session at;
  at.hooks.fails = true;
  at.send(poll);
  CAF_CHECK(!at.served->answer(ok()));
  CAF_CHECK(at.receive().starts_with("HTTP/1.1 500 "));
  hooked_session another;
  another.hooks.fails = true;
  another.send(upgrade);
  string glued;
  CAF_CHECK(!another.served->accept_websocket(glued));
  CAF_CHECK(another.receive().starts_with("HTTP/1.1 500 "));
}
