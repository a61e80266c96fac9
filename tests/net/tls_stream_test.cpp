#define CAF_SUITE net.tls_stream

#include "net/tls_stream.hpp"

#include "net/tls_context.hpp"
#include "tests/support/tls_client.hpp"

#include <csignal>
#include <stdexcept>

using namespace troupe;
using namespace troupe::net;
using troupe::tests::certificate_pair;
using troupe::tests::tls_client;

namespace {

struct recorder final : stream_events {
  void on_bytes(std::span<char> bytes) override {
    heard.append(bytes.data(), bytes.size());
  }
  void on_end(std::string_view error) override {
    ++ends;
    why = error;
  }
  std::string heard;
  std::string why;
  int ends = 0;
};

/// One of each: a client, and what a server has for it.
struct fixture {
  fixture() {
    std::signal(SIGPIPE, SIG_IGN);
    served = context.wrap(client.far_end);
    served->attach(thread, &events);
  }
  ~fixture() { thread.retire(std::move(served)); }

  /// Lets both sides go on as long as it takes.
  template <class Done>
  void play(Done done) {
    for (int turns = 0; turns < 10'000 && !done(); ++turns) {
      thread.turn(clock::duration::zero());
      client.listen();
    }
    CAF_CHECK(done());
  }
  /// Has the client say a word that arrives.
  void greet() {
    bool said = false;
    play([&] {
      said = said || client.say("hello");
      return events.heard.ends_with("hello");
    });
  }

  certificate_pair files{"first"};
  tls_context context{files.options};
  io_thread thread{0};
  recorder events;
  tls_client client;
  std::unique_ptr<stream> served;
};

std::string pattern(std::size_t size) {
  std::string out(size, '\0');
  for (std::size_t i = 0; i < size; ++i)
    out[i] = static_cast<char>(i * 7 + i / 251);
  return out;
}

std::string reload_error(tls_context& of, const config::tls_options& options) {
  try {
    of.reload(options);
    return {};
  } catch (const std::runtime_error& e) {
    return e.what();
  }
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(tls_stream_tests, fixture)

  CAF_TEST(bytes go both ways after the handshake) {
    greet();
    CAF_CHECK(served->secure());
    CAF_CHECK_EQUAL(client.server_name(), "first");
    served->push(messages::make_bytes({"wel"}));
    served->push(messages::make_bytes({"come"}));
    play([&] { return client.heard == "welcome"; });
  }

  CAF_TEST(what is queued leaves in order however full the socket is) {
    greet();
    std::string all;
    for (const std::size_t size : {1, 10, 20'000, 3, 300'000, 16'384, 5}) {
      const auto part = pattern(size);
      all += part;
      served->push(messages::make_bytes({part}));
      served->push(messages::make_bytes({part}));
      all += part;
      served->flush();
    }
    CAF_CHECK(served->blocked());
    play([&] { return client.heard.size() >= all.size(); });
    CAF_CHECK(client.heard == all);
    CAF_CHECK_EQUAL(served->queued_frames(), 0u);
  }

  CAF_TEST(a stream moves to another thread in the middle of what it says) {
    greet();
    const auto said = pattern(1'000'000);
    served->push(messages::make_bytes({said}));
    served->flush();
    CAF_REQUIRE(served->blocked());
    served->detach();
    io_thread other{1};
    served->attach(other, &events);
    for (int turns = 0; turns < 10'000 && client.heard.size() < said.size();
         ++turns) {
      other.turn(clock::duration::zero());
      client.listen();
    }
    CAF_CHECK(client.heard == said);
    CAF_CHECK(client.say("more"));
    other.turn(clock::duration::zero());
    CAF_CHECK_EQUAL(events.heard, "hellomore");
    served->detach();
    served->attach(thread, &events);
  }

  CAF_TEST(the last word is a farewell) {
    greet();
    served->push(messages::make_bytes({"bye"}));
    served->flush();
    served->shutdown_write();
    client.listen();
    CAF_CHECK_EQUAL(client.heard, "bye");
    CAF_CHECK(client.bidden_farewell());
  }

  CAF_TEST(a farewell of the client is an end without an error) {
    greet();
    client.bid_farewell();
    play([&] { return events.ends == 1; });
    CAF_CHECK_EQUAL(events.why, "");
  }

  CAF_TEST(who does not speak TLS is told of once) {
    client.say_raw("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    play([&] { return events.ends == 1; });
    CAF_CHECK_EQUAL(events.why, "http request");
    CAF_CHECK_EQUAL(events.heard, "");
    thread.turn(clock::duration::zero());
    CAF_CHECK_EQUAL(events.ends, 1);
  }

  CAF_TEST(garbage after the handshake ends the stream) {
    greet();
    client.say_raw(std::string(100, 'x'));
    play([&] { return events.ends == 1; });
    CAF_CHECK_NOT_EQUAL(events.why, "");
    CAF_CHECK_EQUAL(events.heard, "hello");
    served->push(messages::make_bytes({"too late"}));
    CAF_CHECK_EQUAL(served->queued_frames(), 0u);
  }

CAF_TEST(another certificate is for those who come later) {
  greet();
  files.write("second");
  CAF_CHECK_EQUAL(reload_error(context, files.options), "");
  tls_client next;
  recorder heard;
  auto later = context.wrap(next.far_end);
  later->attach(thread, &heard);
  for (int turns = 0; turns < 100 && !next.say("hello"); ++turns)
    thread.turn(clock::duration::zero());
  CAF_CHECK_EQUAL(next.server_name(), "second");
  thread.retire(std::move(later));
  greet();
}

CAF_TEST(a pair that does not fit changes nothing) {
  files.write("second", true);
  CAF_CHECK_EQUAL(
    reload_error(context, files.options),
    "tls.key: " + files.options.key + ": key values mismatch");
  ::unlink(files.options.certificate.c_str());
  CAF_CHECK(
    reload_error(context, files.options)
      .starts_with("tls.certificate: " + files.options.certificate + ": "));
  greet();
  CAF_CHECK_EQUAL(client.server_name(), "first");
}

CAF_TEST(a key with a passphrase is refused rather than asked about) {
  files.encrypt_key();
  CAF_CHECK(reload_error(context, files.options)
              .starts_with("tls.key: " + files.options.key + ": "));
}

CAF_TEST_FIXTURE_SCOPE_END()
