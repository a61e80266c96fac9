#define CAF_SUITE net.page_request

#include "net/page_request.hpp"

#include "tests/support/hooked_session.hpp"

using namespace troupe::net;

using std::string;

namespace {

string ask(std::string_view method, std::string_view path, string body = {}) {
  return string{method} + " " + string{path} + " HTTP/1.1\r\nHost: x\r\n" +
         (body.empty()
            ? ""
            : "Content-Length: " + std::to_string(body.size()) + "\r\n") +
         "\r\n" + body;
}

reply teapot() {
  reply answer;
  answer.status = 418;
  answer.content_type = "text/plain";
  answer.body = "short and stout";
  answer.headers = {{"X-Kind", "pot"}};
  return answer;
}

/// What the client gets if the application answers so.
string answered(hooked_session& at, page_answer with) {
  CAF_REQUIRE(!at.hooks.pages.empty());
  at.hooks.pages.front()->answer(std::move(with));
  at.hooks.pages.pop_front();
  at.turn();
  return at.receive();
}

} // namespace

CAF_TEST(an application answers later and the connection goes on) {
  hooked_session at;
  at.send(ask("GET", "/tea"));
  CAF_CHECK_EQUAL(at.trace(), "page /tea ;");
  CAF_CHECK_EQUAL(at.receive(), "");
  const auto answer = answered(at, teapot());
  CAF_CHECK(answer.starts_with("HTTP/1.1 418 "));
  CAF_CHECK(answer.find("X-Kind: pot\r\n") != answer.npos);
  CAF_CHECK(answer.ends_with("\r\n\r\nshort and stout"));
  at.send(ask("GET", "/more"));
  CAF_CHECK_EQUAL(at.trace(), "page /more ;");
}

CAF_TEST(pipelined requests are asked one after the other) {
  hooked_session at;
  at.send(ask("GET", "/1") + ask("GET", "/2"));
  CAF_CHECK_EQUAL(at.trace(), "page /1 ;");
  answered(at, teapot());
  CAF_CHECK_EQUAL(at.trace(), "page /2 ;");
}

CAF_TEST(a request is asked about once its body is there) {
  hooked_session at;
  const auto text = ask("POST", "/tea", "milk");
  at.send(text.substr(0, text.size() - 2));
  CAF_CHECK_EQUAL(at.trace(), "");
  at.send(text.substr(text.size() - 2));
  CAF_CHECK_EQUAL(at.trace(), "page /tea milk;");
}

CAF_TEST(a body that is too big is refused before the application sees it) {
  hooked_session at;
  at.send(ask("POST", "/tea", "eleven byte"));
  CAF_CHECK(at.receive().starts_with("HTTP/1.1 413 "));
  hooked_session chunked;
  chunked.send(
    "POST /tea HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    "b\r\neleven byte\r\n0\r\n\r\n");
  CAF_CHECK(chunked.receive().starts_with("HTTP/1.1 413 "));
  CAF_CHECK_EQUAL(at.trace() + chunked.trace(), "");
}

CAF_TEST(what the application passes on is a file or not found) {
  hooked_session at;
  at.send(ask("GET", "/page"));
  CAF_CHECK(answered(at, {}).ends_with("\r\n\r\na page"));
  at.send(ask("GET", "/nowhere"));
  CAF_CHECK(answered(at, {}).starts_with("HTTP/1.1 404 "));
}

CAF_TEST(HEAD gets the length but not the body) {
  hooked_session at;
  at.send(ask("HEAD", "/tea"));
  const auto answer = answered(at, teapot());
  CAF_CHECK(answer.find("Content-Length: 15\r\n") != answer.npos);
  CAF_CHECK(answer.ends_with("\r\n\r\n"));
}

CAF_TEST(a status without a body has none) {
  for (const unsigned status : {204u, 304u}) {
    hooked_session at;
    at.send(ask("GET", "/tea"));
    auto with = teapot();
    with.status = status;
    CAF_CHECK(answered(at, std::move(with)).ends_with("\r\n\r\n"));
  }
}

CAF_TEST(a request that is let go unanswered gets 500) {
  hooked_session at;
  at.send(ask("GET", "/tea"));
  at.hooks.pages.clear();
  at.turn();
  CAF_CHECK(at.receive().starts_with("HTTP/1.1 500 "));
}

CAF_TEST(a client that hangs up gets nothing and harms nothing) {
  hooked_session at;
  at.send(ask("GET", "/tea"));
  ::shutdown(at.sockets.far, SHUT_RDWR);
  at.turn();
  CAF_CHECK(!at.session);
  CAF_CHECK_EQUAL(answered(at, teapot()), "");
}

CAF_TEST(upgrades outside of all engines never reach the application) {
  hooked_session at;
  at.send("GET /tea HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
          "Connection: Upgrade\r\n\r\n");
  CAF_CHECK(at.receive().starts_with("HTTP/1.1 404 "));
  CAF_CHECK_EQUAL(at.trace(), "");
}
