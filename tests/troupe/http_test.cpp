#define CAF_SUITE troupe.http

#include "troupe/http.hpp"

#include "tests/support/captured_log.hpp"
#include "tests/support/test.hpp"
#include "troupe/inside/engine_handlers.hpp"
#include "troupe/server.hpp"

#include <optional>
#include <stdexcept>

using namespace troupe;

using std::string;

namespace {

/// What the I/O thread is told if `handler` gets the request.
std::optional<net::page_answer>
ask(detail::page_handlers::handler handler, const net::request& req = {}) {
  net::io_thread thread{0};
  const auto asked = std::make_shared<net::question<net::page_answer>>(
    thread, [](net::page_answer) {});
  detail::page_handlers tested;
  tested.set(std::move(handler));
  net::reply forgotten;
  forgotten.status = 599;
  tested.on_request(
    req, "the body",
    std::make_shared<net::answerer<net::page_answer>>(asked, forgotten));
  auto answer = asked->wait();
  asked->forget();
  return answer;
}

net::reply answered(detail::page_handlers::handler handler) {
  const auto answer = ask(std::move(handler));
  CAF_REQUIRE(answer && *answer);
  return **answer;
}

template <class Exception, class Call>
bool throws(Call call) {
  try {
    call();
  } catch (const Exception&) {
    return true;
  }
  return false;
}

} // namespace

CAF_TEST(a request shows what came) {
  net::request head;
  head.method = "POST";
  head.target = "/a?b=%63&b=d";
  head.path = "/a";
  head.query = {{"b", "c"}, {"b", "d"}};
  head.headers = {{"x-token", "1"}};
  head.remote_address = "192.0.2.1";
  ask(
    [](const http_request& asked, http_response response) {
      CAF_CHECK_EQUAL(asked.method(), "POST");
      CAF_CHECK_EQUAL(asked.url(), "/a?b=%63&b=d");
      CAF_CHECK_EQUAL(asked.path(), "/a");
      CAF_CHECK_EQUAL(asked.parameter("b").value_or(""), "d");
      CAF_CHECK(!asked.parameter("e"));
      CAF_CHECK_EQUAL(asked.header("X-Token").value_or(""), "1");
      CAF_CHECK(!asked.header("cookie"));
      CAF_CHECK_EQUAL(asked.address(), "192.0.2.1");
      CAF_CHECK_EQUAL(asked.body(), "the body");
      response.pass();
    },
    head);
}

CAF_TEST(an answer has the status and headers and body that were given) {
  const auto got = answered([](const http_request&, http_response response) {
    response.send(
      {201, {{"content-type", "text/x"}, {"X-A", "1"}, {"X-A", "2"}}, "made"});
  });
  CAF_CHECK_EQUAL(got.status, 201u);
  CAF_CHECK_EQUAL(got.content_type, "text/x");
  CAF_CHECK_EQUAL(got.body, "made");
  const net::string_pairs headers{{"X-A", "1"}, {"X-A", "2"}};
  CAF_CHECK(got.headers == headers);
}

CAF_TEST(text is an answer) {
  const auto got = answered(
    [](const http_request&, http_response response) { response.send("hi"); });
  CAF_CHECK_EQUAL(got.status, 200u);
  CAF_CHECK_EQUAL(got.content_type, "text/plain; charset=UTF-8");
  CAF_CHECK_EQUAL(got.body, "hi");
}

CAF_TEST(passing on is no answer) {
  const auto got =
    ask([](const http_request&, http_response response) { response.pass(); });
  CAF_REQUIRE(got);
  CAF_CHECK(!*got);
}

CAF_TEST(the first answer counts) {
  const auto got = answered([](const http_request&, http_response response) {
    response.send("first");
    response.send("second");
    response.pass();
  });
  CAF_CHECK_EQUAL(got.body, "first");
}

CAF_TEST(an answer that cannot be sent is refused where it is given) {
  const http_answer cases[] = {
    {100, {}, {}},
    {600, {}, {}},
    {200, {{"Content-Length", "1"}}, {}},
    {200, {{"X", "a\r\nSet-Cookie: b=c"}}, {}},
  };
  for (const auto& wrong : cases)
    answered([&](const http_request&, http_response response) {
      CAF_CHECK(throws<std::invalid_argument>([&] { response.send(wrong); }));
    });
}

CAF_TEST(a handler that throws is logged and answers 500) {
  tests::captured_log log{log::level::error};
  const auto got = answered([](const http_request&, http_response) {
    throw std::runtime_error{"out of tea"};
  });
  CAF_CHECK_EQUAL(got.status, 500u);
  const auto lines = log.end();
  CAF_REQUIRE_EQUAL(lines.size(), 1u);
  CAF_CHECK_EQUAL(tests::value_of(lines[0], "event"), "hook-threw");
  CAF_CHECK_EQUAL(tests::value_of(lines[0], "hook"), "on_request");
  CAF_CHECK_EQUAL(tests::value_of(lines[0], "err"), "out of tea");
}

CAF_TEST(the engine of Socket.IO has no sockets of its own) {
  server io;
  auto& engine = io.engine();
  CAF_CHECK(throws<std::logic_error>(
    [&] { engine.on_connection([](engine_socket&) {}); }));
  CAF_CHECK(throws<std::logic_error>(
    [&] { engine.on_upgrade([](engine_socket&) {}); }));
  CAF_CHECK(throws<std::logic_error>(
    [&] { engine.on_message([](engine_socket&, std::string_view, bool) {}); }));
  CAF_CHECK_EQUAL(engine.clients_count(), 0u);
}

CAF_TEST(hooks are registered before the server listens) {
  config::options options;
  options.host = "127.0.0.1";
  options.port = 0;
  options.threads = 1;
  options.web.enabled = false;
  server io{options};
  auto& engine = io.engine();
  io.listen();
  CAF_CHECK(throws<std::logic_error>(
    [&] { engine.allow_request([](const http_request&, decision) {}); }));
  CAF_CHECK(throws<std::logic_error>([&] {
    engine.use([](const http_request&, response_headers&, decision) {});
  }));
  CAF_CHECK(throws<std::logic_error>(
    [&] { engine.on_headers([](response_headers&, const http_request&) {}); }));
  CAF_CHECK(throws<std::logic_error>([&] {
    engine.on_initial_headers([](response_headers&, const http_request&) {});
  }));
  CAF_CHECK(throws<std::logic_error>(
    [&] { engine.on_connection_error([](const connection_error&) {}); }));
  CAF_CHECK(throws<std::logic_error>(
    [&] { io.on_request([](const http_request&, http_response) {}); }));
  CAF_CHECK_EQUAL(engine.clients_count(), 0u);
  io.close();
}
