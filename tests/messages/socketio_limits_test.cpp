#define CAF_SUITE messages.socketio_limits

#include "messages/socketio.hpp"

#include "tests/support/test.hpp"

using namespace troupe::messages::socketio;

namespace {

using std::string;
using std::string_view;

bool accepts(string_view text, const limits& max = {}) {
  return std::holds_alternative<packet>(decode(text, max));
}

/// `[<first>,0,0,…]` of `size` elements.
string array(string first, std::size_t size) {
  for (std::size_t i = 1; i < size; ++i)
    first += ",0";
  return '[' + first + ']';
}

/// A binary event with attachments 0 to `count` - 1.
string binary_event(std::size_t count) {
  auto text = '5' + std::to_string(count) + R"(-["x")";
  for (std::size_t i = 0; i < count; ++i)
    text += R"(,{"_placeholder":true,"num":)" + std::to_string(i) + '}';
  return text + ']';
}

string nested(std::size_t depth) {
  return string(depth, '[') + string(depth, ']');
}

} // namespace

CAF_TEST(arguments are limited) {
  CAF_CHECK(accepts("2" + array("\"x\"", 1000)));
  CAF_CHECK(!accepts("2" + array("\"x\"", 1001)));
  CAF_CHECK(accepts("31" + array("0", 1000)));
  CAF_CHECK(!accepts("31" + array("0", 1001)));
  CAF_CHECK(accepts("2" + array("\"x\"", 3), {.arguments = 3}));
  CAF_CHECK(!accepts("2" + array("\"x\"", 4), {.arguments = 3}));
}

CAF_TEST(event names are limited by their bytes once unescaped) {
  CAF_CHECK(accepts("2[\"" + string(255, 'a') + "\"]"));
  CAF_CHECK(!accepts("2[\"" + string(256, 'a') + "\"]"));
  CAF_CHECK(accepts("2[" + string(255, '1') + "]"));
  CAF_CHECK(!accepts("2[" + string(256, '1') + "]"));
  CAF_CHECK(accepts(R"(2["\u0061\u0062"])", {.name_bytes = 2}));
  CAF_CHECK(!accepts(R"(2["\u0061\u0062"])", {.name_bytes = 1}));
  CAF_CHECK(!accepts(R"(2["\u00e9"])", {.name_bytes = 1}));
}

CAF_TEST(attachments are limited) {
  CAF_CHECK(accepts(binary_event(10)));
  CAF_CHECK(!accepts(binary_event(11)));
  CAF_CHECK(accepts(binary_event(100), {.attachments = 100}));
  CAF_CHECK(!accepts(binary_event(1), {.attachments = 0}));
}

CAF_TEST(depth and nodes of the payload are limited) {
  CAF_CHECK(accepts("31" + nested(64)));
  CAF_CHECK(!accepts("31" + nested(65)));
  const limits few{.json = {.depth = 2, .nodes = 4}, .arguments = 10};
  CAF_CHECK(accepts("2[\"x\",[1]]", few));
  CAF_CHECK(!accepts("2[\"x\",[[]]]", few));
  CAF_CHECK(!accepts("2[\"x\",[1,2]]", few));
}

CAF_TEST(huge hostile packets are refused) {
  string wide = "2[\"x\"";
  for (int i = 0; i < 333'000; ++i)
    wide += ",[]";
  CAF_CHECK(!accepts(wide + ']'));
  CAF_CHECK(!accepts("2" + string(1'000'000, '[')));
  CAF_CHECK(!accepts("2[\"" + string(1'000'000, 'a') + "\"]"));
  CAF_CHECK(!accepts("5" + string(1'000'000, '9') + "-[\"x\"]"));
  CAF_CHECK(!accepts("2/" + string(1'000'000, 'a') + ",[\"x\"]"));
}

CAF_TEST(no prefix of a binary packet is accepted) {
  const auto text = string{R"(51-/a,7["x",{"_placeholder":true,"num":0}])"};
  CAF_REQUIRE(accepts(text));
  for (std::size_t size = 0; size < text.size(); ++size)
    CAF_CHECK(!accepts(string_view{text}.substr(0, size)));
}

CAF_TEST(reserved names are exactly six) {
  for (string_view name :
       {"connect", "connect_error", "disconnect", "disconnecting",
        "newListener", "removeListener"})
    CAF_CHECK(is_reserved_event(name));
  for (string_view name :
       {"", "error", "connection", "message", "__proto__", "Connect",
        "connect ", "connec"})
    CAF_CHECK(!is_reserved_event(name));
}
