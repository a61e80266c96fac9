#define CAF_SUITE net.websocket_deflate

#include "net/websocket_frames.hpp"

#include "net/deflate.hpp"
#include "tests/support/test.hpp"
#include "tests/support/websocket_bytes.hpp"

using namespace troupe;
using namespace troupe::tests;

namespace {

using std::string;

constexpr unsigned rsv1 = 0x40;
constexpr limits small{.message = 5, .compression = true};
constexpr limits agreed{.compression = true};

/// "Hello" (RFC 7692, section 7.2.3.1).
const string hello{"\xf2\x48\xcd\xc9\xc9\x07\x00", 7};

/// A message of `payload`, compressed, as the payload of its frame.
string packed(const string& payload) {
  const auto frame = net::deflate_frame(
    messages::make_frame(messages::opcode::binary, {payload}), 15);
  return string{frame->payload()};
}

struct row {
  string what;
  string bytes;
  string told;
};

const std::vector<row> table = {
  {"a compressed text", client_frame(fin | rsv1 | text, hello),
   "text(Hello)\nopen"},
  {"compressed bytes", client_frame(fin | rsv1 | binary, hello),
   "binary(Hello)\nopen"},
  {"a text that is not compressed", client_frame(fin | text, "plain"),
   "text(plain)\nopen"},
  {"one after the other",
   client_frame(fin | rsv1 | text, hello) + client_frame(fin | text, "plain") +
     client_frame(fin | rsv1 | text, hello),
   "text(Hello)\ntext(plain)\ntext(Hello)\nopen"},
  {"fragments with a ping between",
   client_frame(rsv1 | text, hello.substr(0, 3)) +
     client_frame(fin | ping, "?") + client_frame(continuation, "") +
     client_frame(fin | continuation, hello.substr(3)),
   "ping(?)\ntext(Hello)\nopen"},
  {"an empty message", client_frame(fin | rsv1 | text, string{"\0", 1}),
   "text()\nopen"},
  {"fragments, then a plain one",
   client_frame(rsv1 | binary, hello) + client_frame(fin | continuation, "") +
     client_frame(text, "a") + client_frame(fin | continuation, "b"),
   "binary(Hello)\ntext(ab)\nopen"},
  {"text that is not UTF-8",
   client_frame(fin | rsv1 | text, packed(string(200, '\xff'))),
   "invalid UTF-8"},
  {"bytes that are not UTF-8",
   client_frame(fin | rsv1 | binary, packed(string(200, '\xff'))),
   "binary(" + string(200, '\xff') + ")\nopen"},
  {"what is not DEFLATE", client_frame(fin | rsv1 | binary, "\xff\xff"),
   "invalid UTF-8"},
  {"half a message", client_frame(fin | rsv1 | text, hello.substr(0, 4)),
   "invalid UTF-8"},
  {"RSV1 on a later fragment",
   client_frame(rsv1 | text, hello) +
     client_frame(fin | rsv1 | continuation, ""),
   "protocol error"},
  {"RSV1 on a ping", client_frame(fin | rsv1 | ping, hello), "protocol error"},
  {"RSV1 on a close", client_frame(fin | rsv1 | closing, ""), "protocol error"},
  {"RSV2", client_frame(fin | 0x20 | text, "x"), "protocol error"},
  {"RSV1 and RSV3", client_frame(fin | rsv1 | 0x10 | text, hello),
   "protocol error"},
};

} // namespace

CAF_TEST(compressed messages are told as what they say) {
  for (const auto& [what, bytes, told] : table) {
    CAF_MESSAGE(what);
    CAF_CHECK_EQUAL(play(bytes, agreed), told);
  }
}

CAF_TEST(it does not matter how the bytes come) {
  for (const auto& [what, bytes, told] : table) {
    CAF_MESSAGE(what);
    CAF_CHECK_EQUAL(play_cut(bytes, told, agreed), "");
  }
}

CAF_TEST(RSV1 is an error where it was not agreed on) {
  CAF_CHECK_EQUAL(
    play(client_frame(fin | rsv1 | text, hello)), "protocol error");
  CAF_CHECK_EQUAL(play("\xc1"), "protocol error");
}

CAF_TEST(the bound holds for what a message says) {
  CAF_CHECK_EQUAL(
    play(client_frame(fin | rsv1 | text, packed(string(300, 'x'))), small),
    "too big");
  const limits wide{.message = 300, .compression = true};
  CAF_CHECK_EQUAL(
    play(client_frame(fin | rsv1 | text, packed(string(300, 'x'))), wide),
    "text(" + string(300, 'x') + ")\nopen");
  CAF_CHECK_EQUAL(
    play(client_frame(fin | rsv1 | text, packed(string(301, 'x'))), wide),
    "too big");
}
