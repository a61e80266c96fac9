#define CAF_SUITE net.http_session

#include "net/http_session.hpp"

#include "tests/support/pair_of_sockets.hpp"

#include <array>
#include <memory>
#include <string>
#include <unistd.h>

using namespace troupe::net;

using std::string;

namespace {

string get(std::string_view target) {
  return "GET " + string{target} + " HTTP/1.1\r\nHost: x\r\n\r\n";
}

/// A session at one end of a pair of sockets; who has the sid "there" lives on
/// the second thread.
struct fixture : http_session::owner, gateway {
  fixture() {
    here.engines.push_back({"/socket.io/", {}, 100, nullptr});
    here.upward = this;
    here.rules.resize(2); // one for each thread
    session = std::make_unique<http_session>(
      here, std::make_unique<stream>(sockets.near));
    session->start(first, *this);
  }

  void release(http_session&) override { on->retire(std::move(session)); }
  void move(http_session& self, unsigned index) override {
    CAF_REQUIRE_EQUAL(index, 1u);
    self.detach();
    on = &second;
    self.start(second, *this);
  }
  void open(io_thread&, unsigned, std::shared_ptr<exchange>) override {}
  void
  request(io_thread& by, string sid, std::shared_ptr<exchange> of) override {
    asked = std::move(sid);
    asked_on = &by;
    served = std::move(of);
    ++requests;
    if (answer_bytes == 0)
      return;
    reply answer;
    answer.body.assign(answer_bytes, 'x');
    served->answer(answer);
  }
  std::optional<unsigned> owner_of(std::string_view sid) const override {
    return sid == "there" ? 1 : 0;
  }

  void turn() {
    first.turn(clock::duration::zero());
    second.turn(clock::duration::zero());
  }
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto n = ::write(sockets.far, bytes.data(), bytes.size());
      bytes.remove_prefix(n > 0 ? static_cast<std::size_t>(n) : 0);
      turn();
    }
  }
  /// How many bytes the client gets until nothing more comes.
  std::size_t receive() {
    std::size_t all = 0;
    std::array<char, 65'536> buffer;
    for (int idle = 0; idle < 5;) {
      turn();
      const auto n = ::read(sockets.far, buffer.data(), buffer.size());
      idle = n > 0 ? 0 : idle + 1;
      all += n > 0 ? static_cast<std::size_t>(n) : 0;
      if (n > 0)
        last.assign(buffer.data(), static_cast<std::size_t>(n));
    }
    return all;
  }

  io_thread first{0};
  io_thread second{1};
  io_thread* on = &first;
  site here;
  std::shared_ptr<exchange> served;
  std::size_t requests = 0;
  std::size_t answer_bytes = 0; ///< of an answer given at once; 0 = none is
  string asked;
  io_thread* asked_on = nullptr;
  troupe::tests::pair_of_sockets sockets;
  string last; ///< what was received last
  std::unique_ptr<http_session> session;
};

} // namespace

CAF_TEST(a connection goes to the thread of the session that it asks for) {
  fixture at;
  at.send(get("/socket.io/?EIO=4&transport=polling&sid=here"));
  CAF_CHECK_EQUAL(at.asked, "here");
  CAF_CHECK(at.asked_on == &at.first);
  at.served->answer({});
  at.turn();
  at.send("POST /socket.io/?EIO=4&transport=polling&sid=there HTTP/1.1\r\n"
          "Host: x\r\nContent-Length: 2\r\n\r\n4");
  at.turn();
  at.send("0");
  CAF_CHECK_EQUAL(at.asked, "there");
  CAF_CHECK(at.asked_on == &at.second);
  CAF_CHECK(at.served->body_complete());
  CAF_CHECK_EQUAL(at.served->body(), "40");
  at.served->answer({});
  CAF_CHECK(at.receive() > 0);
}

CAF_TEST(who takes no answers gets no more of them) {
  constexpr std::size_t wanted = 40;
  fixture at;
  at.answer_bytes = 200'000;
  for (std::size_t n = 0; n < wanted; ++n)
    at.send(get("/socket.io/?EIO=4&transport=polling&sid=here"));
  // What the socket holds, 256 KiB that may wait, and the last one.
  CAF_CHECK(at.requests > 1 && at.requests < 10);
  CAF_CHECK(at.receive() > wanted * at.answer_bytes);
  CAF_CHECK_EQUAL(at.requests, wanted);
}

CAF_TEST(a trailer longer than any field is refused) {
  fixture at;
  at.send(get("/socket.io/?EIO=4&transport=polling&sid=here"));
  const auto poll = at.served;
  const string trailer(90'000, 'a');
  // Behind a request that waits, more than one read of it is there at once.
  at.send(
    "POST /socket.io/?EIO=4&transport=polling&sid=here HTTP/1.1\r\n"
    "Host: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n4\r\n0\r\nX: " +
    trailer.substr(0, 60'000));
  poll->answer({});
  at.send(trailer.substr(60'000) + "\r\n\r\n");
  at.receive();
  CAF_CHECK(at.last.find("HTTP/1.1 400 ") != string::npos);
}
