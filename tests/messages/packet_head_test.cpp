#define CAF_SUITE messages.packet_head

#include "messages/packet_head.hpp"

#include "messages/socketio.hpp"

#include "tests/support/test.hpp"

#include <string>
#include <utility>
#include <vector>

namespace sio = troupe::messages::socketio;

using std::string;
using std::string_view;

namespace {

/// `event /a 2`: the namespace and how many attachments; `-` if it is none.
string read(string_view packet) {
  const auto head = sio::read_packet_head(packet);
  if (!head)
    return "-";
  return (head->event ? "event " : "other ") + string{head->nsp} + ' ' +
         std::to_string(head->attachments);
}

} // namespace

CAF_TEST(the head of a packet says kind and namespace and attachments) {
  const std::vector<std::pair<string_view, string_view>> cases{
    {R"(42["a"])", "event / 0"},
    {R"(4217["a"])", "event / 0"},
    {R"(42/ticks,["a","b,c"])", "event /ticks 0"},
    {R"(42/ticks,17["a"])", "event /ticks 0"},
    {R"(42/a/b?c=d,["a"])", "event /a/b?c=d 0"},
    {R"(452-["a",{}])", "event / 2"},
    {R"(4512-/x,3["a"])", "event /x 12"},
    {R"(43/ticks,1["a"])", "other /ticks 0"},
    {R"(431["a"])", "other / 0"},
    {R"(461-/ticks,1["a"])", "other /ticks 1"},
    {R"(40/ticks,{"sid":"x"})", "other /ticks 0"},
    {R"(40{"sid":"x"})", "other / 0"},
    {R"(41/ticks,)", "other /ticks 0"},
    {R"(44/ticks,{"message":"x"})", "other /ticks 0"},
    {"42", "event / 0"},
    {"2", "-"},
    {"4", "-"},
    {"47[]", "-"},
    {"4[]", "-"},
    {"45[]", "-"},
    {"45-[]", "-"},
    {"451", "-"},
    {"42/never-ends", "-"},
    {"", "-"},
    {"HTTP/1.1 101 Switching Protocols", "-"},
  };
  for (const auto& [packet, expected] : cases) {
    CAF_MESSAGE(packet);
    const auto found = read(packet);
    CAF_CHECK_EQUAL(found, expected);
  }
}

CAF_TEST(what is encoded here is read here) {
  for (const string_view nsp : {"/", "/a", "/a/b"})
    for (const std::size_t attachments : {0U, 1U, 11U}) {
      const std::vector<string> bytes(attachments, "x");
      const auto packet = sio::encode({false, nsp, {}, R"(["e"])", bytes});
      const auto found = read(packet.text->payload());
      CAF_CHECK_EQUAL(
        found, "event " + string{nsp} + ' ' + std::to_string(attachments));
    }
}
