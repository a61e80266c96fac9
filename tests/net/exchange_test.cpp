#define CAF_SUITE net.exchange

#include "net/exchange.hpp"

#include "net/http_session.hpp"
#include "tests/support/pair_of_sockets.hpp"

#include <array>
#include <sys/socket.h>
#include <unistd.h>

using namespace troupe;
using namespace troupe::net;

namespace {

/// Writes down what it is asked for.
struct fake_home final : exchange_home {
  void answer(const reply& with) override {
    trace += std::to_string(with.status) + (with.close ? " close" : "");
    for (const auto& [name, value] : with.headers)
      trace += " " + name + "=" + value;
    trace += ";";
  }
  std::unique_ptr<stream>
  give_stream(std::string& glued, messages::frame_ptr hello) override {
    trace += hello->wire().substr(0, 12);
    trace += ";";
    glued = "glued";
    return nullptr;
  }
  std::string trace;
};

struct fake_events final : exchange_events {
  void on_body(exchange& of) override { trace += "body " + of.body() + ";"; }
  void on_abort(exchange&) override { trace += "abort;"; }
  void on_refused(exchange&) override { trace += "refused;"; }
  std::string trace;
};

/// Stands for another node: what its exchange is asked for, the exchange of the
/// node in front does.
struct distant_home final : exchange_home {
  explicit distant_home(std::shared_ptr<exchange> of)
    : front{std::move(of)} {}
  void answer(const reply& with) override { front->answer(with); }
  std::unique_ptr<stream>
  give_stream(std::string& glued, messages::frame_ptr) override {
    return front->accept_websocket(glued);
  }
  std::shared_ptr<exchange> front;
};

/// An HTTP session at one end of a pair of sockets, which is itself everything
/// around it.
struct front_node final : http_session::owner, gateway {
  front_node() {
    here.engines.push_back({"/socket.io/", {}, 100});
    here.rules.front().cors.origins = {"https://a.example"};
    here.upward = this;
    session = std::make_unique<http_session>(
      here, std::make_unique<stream>(sockets.near));
    session->start(thread, *this);
  }

  void release(http_session&) override { thread.retire(std::move(session)); }
  void move(http_session&, unsigned) override {}
  void open(io_thread&, unsigned, std::shared_ptr<exchange> of) override {
    asked = std::move(of);
  }
  void request(io_thread&, std::string, std::shared_ptr<exchange> of) override {
    asked = std::move(of);
  }
  std::optional<unsigned> owner_of(std::string_view) const override {
    return {};
  }

  void send(std::string_view bytes) {
    CAF_REQUIRE_EQUAL(
      ::write(sockets.far, bytes.data(), bytes.size()),
      static_cast<ssize_t>(bytes.size()));
    thread.turn(clock::duration::zero());
  }
  std::string receive() {
    thread.turn(clock::duration::zero());
    std::array<char, 4096> buffer;
    const auto n = ::read(sockets.far, buffer.data(), buffer.size());
    return {buffer.data(), n > 0 ? static_cast<std::size_t>(n) : 0};
  }

  io_thread thread{0};
  site here;
  std::shared_ptr<exchange> asked;
  tests::pair_of_sockets sockets;
  std::unique_ptr<http_session> session;
};

const std::string poll = "GET /socket.io/?EIO=4&transport=polling&sid=x "
                         "HTTP/1.1\r\nHost: x\r\nOrigin: https://a.example"
                         "\r\n\r\n";

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t n = 0;
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1))
    ++n;
  return n;
}

reply ok() {
  reply answer;
  answer.body = "ok";
  return answer;
}

} // namespace

CAF_TEST(extensions that are agreed on stand in the handshake) {
  front_node node;
  node.send("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  CAF_REQUIRE(node.asked != nullptr);
  CAF_CHECK(node.asked->takes_extensions());
  std::string glued;
  auto upgraded = node.asked->accept_websocket(glued, "permessage-deflate; x");
  CAF_REQUIRE(upgraded != nullptr);
  const auto hello = node.receive();
  CAF_CHECK_EQUAL(
    count(hello, "\r\nSec-WebSocket-Extensions: permessage-deflate; x\r\n"),
    1u);
  CAF_CHECK(hello.starts_with("HTTP/1.1 101 "));
  CAF_CHECK(!node.asked->takes_extensions());
  stream::retire(std::move(upgraded));
}

CAF_TEST(an exchange asks its home once and adds its headers) {
  fake_home home;
  {
    exchange tested{home, {}, {{"vary", "Origin"}}};
    CAF_CHECK(tested.open());
    tested.answer(ok());
    CAF_CHECK(!tested.open());
    std::string glued;
    tested.answer(ok());
    CAF_CHECK(!tested.accept_websocket(glued));
    CAF_CHECK_EQUAL(glued, "");
  }
  CAF_CHECK_EQUAL(home.trace, "200 vary=Origin;");
}

CAF_TEST(a home without headers gets the answer as it is) {
  fake_home home;
  exchange tested{home, {}};
  tested.answer(ok());
  CAF_CHECK_EQUAL(home.trace, "200;");
}

CAF_TEST(one that is let go unanswered answers 503) {
  fake_home home;
  { exchange tested{home, {}}; }
  CAF_CHECK_EQUAL(home.trace, "503 close;");
}

CAF_TEST(a socket is given once and even if there is none) {
  fake_home home;
  {
    exchange tested{home, {}};
    std::string glued;
    CAF_CHECK(!tested.accept_websocket(glued));
    CAF_CHECK_EQUAL(glued, "glued");
    CAF_CHECK(!tested.open());
  }
  CAF_CHECK_EQUAL(home.trace, "HTTP/1.1 101;");
}

CAF_TEST(who listens is told what the home tells until the answer) {
  fake_home home;
  fake_events events;
  {
    exchange tested{home, {}};
    tested.listen(&events);
    CAF_CHECK(!tested.body_complete());
    tested.complete("42");
    CAF_CHECK(tested.body_complete());
    tested.answer(ok());
    tested.abort();
  }
  CAF_CHECK_EQUAL(events.trace, "body 42;");
  CAF_CHECK_EQUAL(home.trace, "200;");
}

CAF_TEST(nobody answers after the client has gone or been refused) {
  using news = void (exchange::*)();
  const std::pair<news, std::string> tests[] = {
    {&exchange::abort, "abort;"}, {&exchange::refused, "refused;"}};
  for (const auto& [what, told] : tests) {
    CAF_MESSAGE(told);
    fake_home home;
    fake_events events;
    {
      exchange tested{home, {}};
      tested.listen(&events);
      (tested.*what)();
      (tested.*what)();
      CAF_CHECK(!tested.open());
      tested.answer(ok());
    }
    CAF_CHECK_EQUAL(events.trace, told);
    CAF_CHECK_EQUAL(home.trace, "");
  }
}

CAF_TEST(an answer from another node leaves with the headers of the front) {
  front_node front;
  front.send(poll);
  CAF_REQUIRE(front.asked);
  distant_home home{front.asked};
  exchange distant{home, front.asked->head()};
  distant.answer(ok());
  const auto answer = front.receive();
  CAF_CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
  CAF_CHECK(answer.ends_with("\r\n\r\nok"));
  CAF_CHECK_EQUAL(
    count(answer, "Access-Control-Allow-Origin: https://a.example\r\n"), 1u);
}

CAF_TEST(an upgrade by another node is answered by the front alone) {
  front_node front;
  front.send(
    "GET /socket.io/?EIO=4&transport=websocket&sid=x HTTP/1.1\r\nHost: x\r\n"
    "Origin: https://a.example\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\nahead");
  CAF_REQUIRE(front.asked);
  distant_home home{front.asked};
  exchange distant{home, front.asked->head()};
  std::string glued;
  auto given = distant.accept_websocket(glued);
  CAF_REQUIRE(given);
  CAF_CHECK_EQUAL(glued, "ahead");
  const auto answer = front.receive();
  CAF_CHECK_EQUAL(count(answer, "HTTP/1.1 101 "), 1u);
  CAF_CHECK_EQUAL(count(answer, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), 1u);
  CAF_CHECK_EQUAL(
    count(answer, "Access-Control-Allow-Origin: https://a.example\r\n"), 1u);
  stream::retire(std::move(given));
}

CAF_TEST(a client that hangs up is told to the home elsewhere) {
  front_node front;
  fake_events events;
  front.send(poll);
  CAF_REQUIRE(front.asked);
  front.asked->listen(&events);
  ::shutdown(front.sockets.far, SHUT_RDWR);
  front.thread.turn(clock::duration::zero());
  CAF_CHECK_EQUAL(events.trace, "abort;");
  CAF_CHECK(!front.asked->open());
}
