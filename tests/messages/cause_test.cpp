#define CAF_SUITE messages.cause

#include "messages/cause.hpp"

#include "tests/support/test.hpp"

using namespace troupe::messages;
using namespace std::chrono_literals;

CAF_TEST(a cause names what and by how much and which option) {
  const std::pair<cause, std::string> cases[] = {
    {over(
       "payload of", 1'268'096, "bytes",
       {"engine.max_http_buffer_size", 1'000'000}),
     "payload of 1268096 bytes is over engine.max_http_buffer_size (1000000)"},
    {over("JSON with a depth of", 65, "", {"limits.json_depth", 64}),
     "JSON with a depth of 65 is over limits.json_depth (64)"},
    {more("payload has more packets", {"limits.packets_per_payload", 1000}),
     "payload has more packets than limits.packets_per_payload (1000)"},
    {late("no pong", {"engine.ping_timeout", 20s}),
     "no pong within engine.ping_timeout (20000 ms)"},
    {"the server stops", "the server stops"},
    {std::string_view{"unknown packet type"}, "unknown packet type"},
    {{}, ""},
  };
  for (const auto& [why, text] : cases)
    CAF_CHECK_EQUAL(why.text, text);
}

CAF_TEST(a cause has its numbers apart from its text) {
  const auto big = over("queue of", 2000, "packets", {"engine.x", 1024});
  CAF_CHECK(big.option == "engine.x");
  CAF_CHECK(big.limit == 1024u);
  CAF_CHECK(big.value == 2000u);
  const auto slow = late("no pong", {"engine.y", 1500ms});
  CAF_CHECK(slow.option == "engine.y");
  CAF_CHECK(slow.limit == 1500u);
  CAF_CHECK(!slow.value);
  const cause plain{"frame breaks RFC 6455"};
  CAF_CHECK(!plain.option && !plain.limit && !plain.value);
}
