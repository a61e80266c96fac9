#define CAF_SUITE net.deflate

#include "net/deflate.hpp"

#include "tests/support/test.hpp"

#include <random>

using namespace troupe;
using namespace troupe::net;

namespace {

constexpr std::size_t bound = 1'000'000;

std::string noise(std::size_t size) {
  std::mt19937 random{size == 0 ? 1U : static_cast<unsigned>(size)};
  std::string out(size, '\0');
  for (auto& byte : out)
    byte = static_cast<char>(random());
  return out;
}

std::string inflated_text(std::string_view bytes, std::size_t most = bound) {
  std::vector<char> out;
  switch (inflate_message(bytes, out, most)) {
  case inflated::ok:
    return {out.begin(), out.end()};
  case inflated::too_big:
    return "too big";
  case inflated::invalid:
    return "invalid";
  }
  return "unknown";
}

messages::frame_ptr text(std::string_view payload) {
  return messages::make_frame(messages::opcode::text, {payload});
}

} // namespace

CAF_TEST(the examples of RFC 7692 inflate) {
  // Section 7.2.3: one block, two blocks, no compression, a last block.
  const std::string one{"\xf2\x48\xcd\xc9\xc9\x07\x00", 7};
  const std::string two{
    "\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00", 13};
  const std::string stored{"\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00", 11};
  const std::string last{"\xf3\x48\xcd\xc9\xc9\x07\x00\x00", 8};
  for (const auto& bytes : {one, two, stored, last})
    CAF_CHECK_EQUAL(inflated_text(bytes), "Hello");
  CAF_CHECK_EQUAL(inflated_text(last.substr(0, 7)), "Hello");
  CAF_CHECK_EQUAL(inflated_text({"\0", 1}), "");
  CAF_CHECK_EQUAL(inflated_text(last.substr(0, 7) + one), "HelloHello");
}

CAF_TEST(what is cut or no DEFLATE at all is invalid) {
  const auto whole = deflate_frame(text(std::string(5000, 'x')), 15);
  const auto bytes = whole->payload();
  for (std::size_t size = 0; size < bytes.size(); ++size)
    CAF_CHECK_EQUAL(
      inflated_text(bytes.substr(0, size)), size == 0 ? "" : "invalid");
  CAF_CHECK_EQUAL(inflated_text("\xff\xff\xff"), "invalid");
  CAF_CHECK_EQUAL(inflated_text(noise(500)), "invalid");
}

CAF_TEST(frames go there and back with every window) {
  const std::string payloads[] = {
    std::string(100'000, 'a'), noise(3000) + noise(3000),
    noise(40'000) + std::string(40'000, 'b') + noise(40'000)};
  for (const auto& payload : payloads)
    for (unsigned bits = 9; bits <= 15; ++bits) {
      const auto plain = text(payload);
      const auto packed = deflate_frame(plain, bits);
      if (packed == plain)
        continue;
      CAF_CHECK_LESS(packed->payload().size(), payload.size());
      CAF_CHECK_EQUAL(static_cast<unsigned char>(packed->wire()[0]), 0xC1u);
      CAF_CHECK(inflated_text(packed->payload()) == payload);
    }
}

CAF_TEST(what does not get shorter stays as it is) {
  for (const auto& payload : {std::string{}, std::string{"a"}, noise(5000)}) {
    const auto plain = text(payload);
    CAF_CHECK(deflate_frame(plain, 15) == plain);
  }
}

CAF_TEST(a frame is compressed once for all of an audience) {
  const auto said = text(std::string(5000, 'x'));
  const auto shown =
    messages::make_frame(messages::opcode::binary, {std::string(5000, 'y')});
  const auto packed = deflate_frame(said, 15);
  const auto attached = deflate_frame(shown, 15);
  CAF_CHECK_EQUAL(static_cast<unsigned char>(attached->wire()[0]), 0xC2u);
  for (int receiver = 0; receiver < 3; ++receiver) {
    CAF_CHECK(deflate_frame(said, 15) == packed);
    CAF_CHECK(deflate_frame(shown, 15) == attached);
  }
  CAF_CHECK(deflate_frame(said, 9) != packed);
}

CAF_TEST(a bomb is stopped at the bound) {
  const auto bomb = deflate_frame(text(std::string(bound + 1, '\0')), 15);
  CAF_CHECK_LESS(bomb->payload().size(), 2000u);
  CAF_CHECK_EQUAL(inflated_text(bomb->payload()), "too big");
  CAF_CHECK_EQUAL(inflated_text(bomb->payload(), bound + 1).size(), bound + 1);
  std::vector<char> out;
  CAF_CHECK(inflate_message(bomb->payload(), out, 1000) == inflated::too_big);
  CAF_CHECK_LESS(out.capacity(), 10'000u);
  CAF_CHECK_EQUAL(
    inflated_text(std::string{"\xf2\x48\xcd\xc9\xc9\x07\x00", 7}, 5), "Hello");
  CAF_CHECK_EQUAL(
    inflated_text(std::string{"\xf2\x48\xcd\xc9\xc9\x07\x00", 7}, 4),
    "too big");
}

CAF_TEST(a frame that is traced is so when it is compressed) {
  const auto plain = text(std::string(1000, 'x'));
  const auto packed = deflate_frame(messages::with_trace(plain, 7), 15);
  CAF_CHECK_EQUAL(packed->trace(), 7u);
  CAF_CHECK(packed->wire().size() < 100);
  CAF_CHECK(!deflate_frame(plain, 15)->traced());
}
