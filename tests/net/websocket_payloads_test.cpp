#define CAF_SUITE net.websocket_payloads

#include "net/websocket_frames.hpp"

#include "messages/utf8.hpp"
#include "tests/support/test.hpp"
#include "tests/support/websocket_bytes.hpp"

using namespace troupe::tests;
using troupe::net::websocket_reader;

namespace {

using std::string;
using std::string_view;

} // namespace

CAF_TEST(text is checked when a message ends) {
  const string euro = "\xe2\x82\xac";
  const std::vector<bytes_case> cases = {
    {"whole", client_frame(fin | text, "1 " + euro),
     line("text", "1 " + euro) + "open"},
    {"whole, bad", client_frame(fin | text, "\xff"), "invalid UTF-8"},
    {"whole, unfinished", client_frame(fin | text, "\xe2\x82"),
     "invalid UTF-8"},
    {"character in three fragments",
     client_frame(text, "\xe2") + client_frame(continuation, "\x82") +
       client_frame(fin | continuation, "\xac"),
     line("text", euro) + "open"},
    {"fragments, unfinished",
     client_frame(text, "\xe2") + client_frame(fin | continuation, "\x82"),
     "invalid UTF-8"},
    {"unfinished, but the next is whole",
     client_frame(fin | text, "\xe2") + client_frame(fin | text, "\x82\xac"),
     "invalid UTF-8"},
    {"ping within a character",
     client_frame(text, "\xe2") + client_frame(fin | ping, "\xff") +
       client_frame(fin | continuation, "\x82\xac"),
     "ping(\xff)\n" + line("text", euro) + "open"},
    {"binary is not", client_frame(fin | binary, "\xff"), "binary(\xff)\nopen"},
    {"binary in fragments is not",
     client_frame(binary, "\xff") + client_frame(fin | continuation, "\xe2"),
     "binary(\xff\xe2)\nopen"},
    {"text behind binary in fragments is",
     client_frame(binary, "\xe2") + client_frame(fin | continuation, "") +
       client_frame(text, "\x82") + client_frame(fin | continuation, ""),
     "binary(\xe2)\ninvalid UTF-8"},
  };
  CAF_CHECK_EQUAL(deviations(cases), "");
}

CAF_TEST(bad text fails before its message or even its frame is complete) {
  const std::vector<bytes_case> cases = {
    {"first fragment", client_frame(text, "\xff"), "invalid UTF-8"},
    {"second fragment",
     client_frame(text, "\xe2") + client_frame(continuation, "\x28"),
     "invalid UTF-8"},
    {"within a frame", declared(fin | text, 1000, 2, "Hello \xed\xa0"),
     "invalid UTF-8"},
    {"within a fragment", declared(text, 1000, 2, "Hello \xc0"),
     "invalid UTF-8"},
  };
  CAF_CHECK_EQUAL(deviations(cases), "");
}

CAF_TEST(all pairs of bytes of text get the verdict of the checker) {
  for (unsigned pair = 0; pair < 0x10000; ++pair) {
    const string payload{static_cast<char>(pair >> 8), static_cast<char>(pair)};
    const auto expected = troupe::messages::is_utf8(payload)
                            ? line("text", payload) + "open"
                            : "invalid UTF-8";
    const auto bytes = client_frame(fin | text, payload);
    const string_view all{bytes};
    if (
      play(bytes) != expected ||
      play({all.substr(0, 7), all.substr(7)}) != expected)
      CAF_ERROR("bytes " << pair);
  }
}

CAF_TEST(a close frame ends it with its code) {
  const std::vector<bytes_case> cases = {
    {"no code", client_frame(fin | closing, ""), "close 1005()\nclosed"},
    {"code", client_close(1000), "close 1000()\nclosed"},
    {"code and reason", client_close(1001, "bye"), "close 1001(bye)\nclosed"},
    {"longest reason", client_close(1000, string(123, 'r')),
     line("close 1000", string(123, 'r')) + "closed"},
    {"reason too long", client_close(1000, string(124, 'r')), "protocol error"},
    {"half a code", client_frame(fin | closing, "\x03"), "protocol error"},
    {"bad reason", client_close(1000, "\xff"), "invalid UTF-8"},
    {"unfinished reason", client_close(1000, "\xe2\x82"), "invalid UTF-8"},
    {"bytes behind it", client_close(1000) + client_frame(fin | text, "late"),
     "close 1000()\nclosed"},
    {"garbage behind it", client_close(1000) + "\xff\xff\xff\xff\xff",
     "close 1000()\nclosed"},
    {"message before it", client_frame(fin | text, "a") + client_close(1000),
     "text(a)\nclose 1000()\nclosed"},
  };
  CAF_CHECK_EQUAL(deviations(cases), "");
}

CAF_TEST(only codes that may be sent are taken) {
  for (unsigned code = 0; code < 0x10000; ++code) {
    const bool fine = (code >= 1000 && code <= 1003) ||
                      (code >= 1007 && code <= 1014) ||
                      (code >= 3000 && code <= 4999);
    const auto expected =
      fine ? "close " + std::to_string(code) + "()\nclosed" : "protocol error";
    if (play(client_close(code)) != expected)
      CAF_ERROR("code " << code);
  }
}

CAF_TEST(messages before an error are told) {
  const std::vector<bytes_case> cases = {
    {"whole", client_frame(fin | text, "a") + "\xff",
     "text(a)\nprotocol error"},
    {"fragments and ping",
     client_frame(text, "a") + client_frame(fin | continuation, "b") +
       client_frame(fin | ping, "c") + client_frame(fin | text, "\xff"),
     "text(ab)\nping(c)\ninvalid UTF-8"},
  };
  CAF_CHECK_EQUAL(deviations(cases), "");
}

CAF_TEST(whole messages are told from the bytes that were read) {
  auto bytes = client_frame(fin | text, "0123456789") +
               client_frame(fin | binary, string(300, 'b')) +
               client_frame(fin | ping, "p");
  websocket_reader reader{1000};
  recorder came;
  CAF_CHECK(read_all(reader, bytes, came) == websocket_reader::status::ok);
  CAF_REQUIRE_EQUAL(came.events.size(), 3u);
  CAF_CHECK(came.events[0].payload.data() == bytes.data() + 6);
  CAF_CHECK(came.events[1].payload.data() == bytes.data() + 16 + 8);
  CAF_CHECK(came.events[2].payload.data() == bytes.data() + 324 + 6);
}

CAF_TEST(what came whole is read in place also between reads that did not ) {
  auto first = client_frame(text, "a") + client_frame(fin | ping, "p");
  auto second = client_frame(fin | ping, "q");
  websocket_reader reader{1000};
  recorder came;
  CAF_CHECK(read_all(reader, first, came) == websocket_reader::status::ok);
  CAF_CHECK(read_all(reader, second, came) == websocket_reader::status::ok);
  CAF_REQUIRE_EQUAL(came.events.size(), 2u);
  CAF_CHECK(came.events[0].payload.data() == first.data() + 7 + 6);
  CAF_CHECK(came.events[1].payload.data() == second.data() + 6);
}

CAF_TEST(a reader can be moved within a message) {
  auto first = client_frame(text, "a");
  auto second = client_frame(fin | continuation, "b");
  websocket_reader reader{1000};
  recorder came;
  CAF_CHECK(read_all(reader, first, came) == websocket_reader::status::ok);
  auto moved = std::move(reader);
  CAF_CHECK(read_all(moved, second, came) == websocket_reader::status::ok);
  CAF_REQUIRE_EQUAL(came.events.size(), 1u);
  CAF_CHECK_EQUAL(string{came.events[0].payload}, "ab");
}

namespace {

/// Wants so many messages and control frames of a read.
struct frugal final : troupe::net::websocket_events {
  explicit frugal(std::size_t wanted)
    : most{wanted} {}
  void on_message(string_view payload, bool) override {
    told.emplace_back(payload);
  }
  void on_ping(string_view payload) override { told.emplace_back(payload); }
  void on_pong(string_view payload) override { told.emplace_back(payload); }
  void on_close(std::uint16_t, string_view) override {}
  bool wants_more() const noexcept override { return told.size() < most; }

  std::size_t most;
  std::vector<string> told;
};

} // namespace

CAF_TEST(as many frames are read as are wanted) {
  auto bytes = client_frame(fin | text, "a") + client_frame(fin | ping, "p") +
               client_frame(text, "b") + client_frame(fin | continuation, "c") +
               client_frame(fin | text, "d");
  const auto as_they_came = bytes;
  websocket_reader reader{1000};
  std::span<char> rest{bytes};
  frugal none{0};
  CAF_CHECK(reader.read(rest, none) == websocket_reader::status::ok);
  CAF_CHECK_EQUAL(rest.size(), bytes.size());
  std::vector<string> told;
  while (!rest.empty() && told.size() < 9) {
    frugal one{1};
    CAF_CHECK(reader.read(rest, one) == websocket_reader::status::ok);
    CAF_REQUIRE_EQUAL(one.told.size(), 1u);
    told.push_back(one.told.front());
    // What is left is as it came: still masked.
    const auto at = bytes.size() - rest.size();
    CAF_CHECK(string(rest.begin(), rest.end()) == as_they_came.substr(at));
  }
  CAF_CHECK_EQUAL(told, (std::vector<string>{"a", "p", "bc", "d"}));
}
