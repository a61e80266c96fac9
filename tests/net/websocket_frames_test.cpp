#define CAF_SUITE net.websocket_frames

#include "net/websocket_frames.hpp"

#include "tests/support/test.hpp"
#include "tests/support/websocket_bytes.hpp"

#include <limits>

using namespace troupe::tests;

namespace {

using std::string;
using std::string_view;

} // namespace

CAF_TEST(messages of all framing lengths are told) {
  for (std::size_t size :
       {0, 1, 7, 8, 9, 124, 125, 126, 127, 128, 65535, 65536, 65537}) {
    const string payload(size, '*');
    const std::vector<bytes_case> cases = {
      {"text of " + std::to_string(size), client_frame(fin | text, payload),
       line("text", payload) + "open"},
      {"binary of " + std::to_string(size), client_frame(fin | binary, payload),
       line("binary", payload) + "open"},
    };
    CAF_CHECK_EQUAL(deviations(cases), "");
  }
}

CAF_TEST(the masked example of the standard is read) {
  CAF_CHECK_EQUAL(
    play("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"), "text(Hello)\nopen");
}

CAF_TEST(frames behind each other are told in order) {
  const auto bytes =
    client_frame(fin | text, "a") + client_frame(fin | ping, "b") +
    client_frame(fin | binary, "c") + client_frame(fin | pong, "") +
    client_frame(fin | text, "");
  const std::vector<bytes_case> cases = {
    {"five", bytes, "text(a)\nping(b)\nbinary(c)\npong()\ntext()\nopen"}};
  CAF_CHECK_EQUAL(deviations(cases), "");
  CAF_CHECK_EQUAL(play(""), "open");
}

CAF_TEST(reserved bits and opcodes are errors) {
  for (unsigned first = 0; first < 256; ++first) {
    const auto op = first & 0x0F;
    const bool known = op <= 2 || (op >= 8 && op <= 10);
    const bool control = op >= 8;
    const bool fine = (first & 0x70) == 0 && known &&
                      ((first & fin) != 0 || !control) && op != 0;
    const auto got = play(client_frame(first, ""));
    CAF_MESSAGE("first byte " << first);
    CAF_CHECK_EQUAL(got == "protocol error", !fine);
  }
}

CAF_TEST(errors in a header are found at the first byte that has them) {
  const std::vector<bytes_case> cases = {
    {"RSV1", "\xc1", "protocol error"},
    {"RSV2", "\xa1", "protocol error"},
    {"RSV3", "\x91", "protocol error"},
    {"opcode 3", "\x83", "protocol error"},
    {"opcode B", "\x8b", "protocol error"},
    {"ping in fragments", "\x09", "protocol error"},
    {"not masked", "\x81\x05", "protocol error"},
    {"not masked and empty", {"\x81\0", 2}, "protocol error"},
    {"ping of 126", "\x89\xfe", "protocol error"},
    {"close of 2^16", "\x88\xff", "protocol error"},
    {"length 125 in two bytes", {"\x81\xfe\0\x7d", 4}, "protocol error"},
    {"length 0 in two bytes", {"\x81\xfe\0\0", 4}, "protocol error"},
    {"length 65535 in eight",
     {"\x81\xff\0\0\0\0\0\0\xff\xff", 10},
     "protocol error"},
    {"length 0 in eight", "\x81\xff" + string(8, '\0'), "protocol error"},
    {"top bit of the length", "\x81\xff\x80" + string(7, '\0'),
     "protocol error"},
    {"all bits of the length", "\x81\xff" + string(8, '\xff'),
     "protocol error"},
  };
  CAF_CHECK_EQUAL(deviations(cases), "");
  for (const auto& [name, bytes, expected] : cases) {
    CAF_MESSAGE(name);
    CAF_CHECK_EQUAL(
      play(string_view{bytes}.substr(0, bytes.size() - 1)), "open");
  }
}

CAF_TEST(control frames are told whole and at most 125 bytes long) {
  const string longest(125, 'p');
  const std::vector<bytes_case> cases = {
    {"empty ping", client_frame(fin | ping, ""), "ping()\nopen"},
    {"longest ping", client_frame(fin | ping, longest),
     line("ping", longest) + "open"},
    {"longest pong", client_frame(fin | pong, longest),
     line("pong", longest) + "open"},
    {"bytes of any kind", client_frame(fin | ping, "\xff\xfe"),
     "ping(\xff\xfe)\nopen"},
    {"one too long", client_frame(fin | ping, longest + 'p'), "protocol error"},
    {"one in fragments", client_frame(pong, ""), "protocol error"},
    {"two in a row, cut anywhere",
     client_frame(fin | ping, "1st") + client_frame(fin | ping, "2nd"),
     "ping(1st)\nping(2nd)\nopen"},
  };
  CAF_CHECK_EQUAL(deviations(cases), "");
}

CAF_TEST(fragments become one message) {
  const std::vector<bytes_case> cases = {
    {"two", client_frame(text, "Hel") + client_frame(fin | continuation, "lo"),
     "text(Hello)\nopen"},
    {"three, one empty",
     client_frame(binary, "\xff") + client_frame(continuation, "") +
       client_frame(fin | continuation, "\xfe"),
     "binary(\xff\xfe)\nopen"},
    {"all empty", client_frame(text, "") + client_frame(fin | continuation, ""),
     "text()\nopen"},
    {"controls between",
     client_frame(text, "a") + client_frame(fin | ping, "1") +
       client_frame(continuation, "b") + client_frame(fin | pong, "2") +
       client_frame(fin | continuation, "c") + client_frame(fin | ping, "3"),
     "ping(1)\npong(2)\ntext(abc)\nping(3)\nopen"},
    {"several messages",
     client_frame(text, "a") + client_frame(fin | continuation, "b") +
       client_frame(fin | text, "c") + client_frame(binary, "d") +
       client_frame(fin | continuation, "e") + client_frame(text, "f"),
     "text(ab)\ntext(c)\nbinary(de)\nopen"},
    {"close between", client_frame(text, "a") + client_close(1000),
     "close 1000()\nclosed"},
    {"large ones",
     client_frame(binary, string(70'000, 'x')) +
       client_frame(continuation, string(300, 'y')) +
       client_frame(fin | continuation, string(126, 'z')),
     line("binary", string(70'000, 'x') + string(300, 'y') + string(126, 'z')) +
       "open"},
  };
  CAF_CHECK_EQUAL(deviations(cases), "");
}

CAF_TEST(fragments out of order are errors) {
  const std::vector<bytes_case> cases = {
    {"continuation of nothing", client_frame(continuation, "a"),
     "protocol error"},
    {"last one of nothing", client_frame(fin | continuation, "a"),
     "protocol error"},
    {"continuation of a whole message",
     client_frame(fin | text, "a") + client_frame(fin | continuation, "b"),
     "text(a)\nprotocol error"},
    {"continuation of an ended message",
     client_frame(text, "a") + client_frame(fin | continuation, "b") +
       client_frame(fin | continuation, "c"),
     "text(ab)\nprotocol error"},
    {"text within text", client_frame(text, "a") + client_frame(text, "b"),
     "protocol error"},
    {"whole binary within text",
     client_frame(text, "a") + client_frame(fin | binary, "b"),
     "protocol error"},
    {"text within binary behind a ping",
     client_frame(binary, "a") + client_frame(fin | ping, "") +
       client_frame(fin | text, "b"),
     "ping()\nprotocol error"},
  };
  CAF_CHECK_EQUAL(deviations(cases), "");
}

CAF_TEST(a message may have so many fragments and not one more) {
  const auto of = [](std::size_t fragments) {
    return client_frame(text, "") +
           repeated(client_frame(continuation, ""), fragments - 2) +
           client_frame(fin | continuation, "x");
  };
  CAF_CHECK_EQUAL(play(of(1024)), "text(x)\nopen");
  CAF_CHECK_EQUAL(play(of(1025)), "too many fragments");
  CAF_CHECK_EQUAL(play(of(200'000)), "too many fragments");
  const std::vector<bytes_case> cases = {
    {"three", of(3), "text(x)\nopen"},
    {"four", of(4), "too many fragments"},
    {"three twice", of(3) + of(3), "text(x)\ntext(x)\nopen"},
    {"three and controls",
     client_frame(text, "a") + repeated(client_frame(fin | ping, ""), 4) +
       client_frame(continuation, "b") + client_frame(fin | continuation, "c"),
     "ping()\nping()\nping()\nping()\ntext(abc)\nopen"},
  };
  CAF_CHECK_EQUAL(deviations(cases, limits{.fragments = 3}), "");
  CAF_CHECK_EQUAL(
    play(client_frame(fin | text, "x"), {.fragments = 1}), "text(x)\nopen");
}

CAF_TEST(a message may be so long and not one byte longer) {
  const std::vector<bytes_case> cases = {
    {"whole", client_frame(fin | text, "12345678"), "text(12345678)\nopen"},
    {"whole, too big", client_frame(fin | text, "123456789"), "too big"},
    {"fragments",
     client_frame(text, "1234") + client_frame(fin | continuation, "5678"),
     "text(12345678)\nopen"},
    {"fragments, too big",
     client_frame(text, "1234") + client_frame(fin | continuation, "56789"),
     "too big"},
    {"empty one behind as much as may be",
     client_frame(text, "12345678") + client_frame(fin | continuation, ""),
     "text(12345678)\nopen"},
    {"first fragment too big", client_frame(text, "123456789"), "too big"},
    {"control frames do not count",
     client_frame(text, "12345678") + client_frame(fin | ping, "123456789") +
       client_frame(fin | continuation, ""),
     "ping(123456789)\ntext(12345678)\nopen"},
    {"each message counts alone",
     client_frame(fin | text, "12345678") +
       client_frame(fin | text, "12345678"),
     "text(12345678)\ntext(12345678)\nopen"},
  };
  CAF_CHECK_EQUAL(deviations(cases, limits{.message = 8}), "");
}

CAF_TEST(what is too big is so from its header) {
  const std::vector<bytes_case> cases = {
    {"one more", declared(fin | text, 1'000'001, 8), "too big"},
    {"2^63 - 1", declared(fin | text, (std::uint64_t{1} << 63) - 1, 8),
     "too big"},
    {"sum", client_frame(text, "x") + declared(continuation, 1'000'000, 8),
     "too big"},
    {"sum that would wrap",
     client_frame(text, "x") +
       declared(continuation, (std::uint64_t{1} << 63) - 1, 8),
     "too big"},
    {"just not", declared(fin | text, 1'000'000, 8), "open"},
  };
  CAF_CHECK_EQUAL(deviations(cases), "");
}

CAF_TEST(nothing is allocated from a declared length) {
  // An attempt would throw, or be refused by a sanitizer.
  const limits endless{.message = std::numeric_limits<std::size_t>::max()};
  const auto huge = (std::uint64_t{1} << 63) - 1;
  const std::vector<bytes_case> cases = {
    {"text", declared(fin | text, huge, 8, "some"), "open"},
    {"fragment",
     client_frame(binary, "a") + declared(continuation, huge, 8, "b"), "open"},
  };
  CAF_CHECK_EQUAL(deviations(cases, endless), "");
}

CAF_TEST(a large message is the same in pieces of any size) {
  const string payload = repeated("0123456789abcde\xc3\xa9", 4096);
  const auto bytes = client_frame(text, payload.substr(0, 30'000)) +
                     client_frame(fin | ping, "p") +
                     client_frame(fin | continuation, payload.substr(30'000)) +
                     client_frame(fin | binary, payload);
  const auto whole = play(bytes);
  CAF_CHECK_EQUAL(
    whole,
    "ping(p)\n" + line("text", payload) + line("binary", payload) + "open");
  for (const std::size_t size : {1, 2, 64, 128, 256, 1024}) {
    CAF_MESSAGE(size);
    CAF_CHECK(play(pieces_of(bytes, size)) == whole);
  }
}
