#define CAF_SUITE messages.socketio_explain

#include "messages/socketio_explain.hpp"

#include "tests/support/test.hpp"

#include <string>

using namespace troupe::messages;

namespace {

using std::string;

socketio::limits small() {
  socketio::limits max;
  max.json = {4, 12};
  max.arguments = 5;
  max.attachments = 2;
  max.name_bytes = 8;
  return max;
}

/// Why a text is no packet; empty if it is one.
cause why(const string& text) {
  const auto max = small();
  const auto decoded = socketio::decode(text, max);
  const auto* error = std::get_if<socketio::decode_error>(&decoded);
  return error ? socketio::explain(text, *error, max) : cause{};
}

struct over_limit {
  string text;
  string option;
  std::uint64_t value;
};

} // namespace

CAF_TEST(a packet over a limit is told which and by how much) {
  const over_limit cases[] = {
    {"2[\"a\",[[[[1]]]]]", "limits.json_depth", 5},
    {"2[\"a\",[[[[[[[[", "limits.json_depth", 9},
    {"2/n,12[\"a\",{\"x\":{\"y\":{\"z\":[]}}}]", "limits.json_depth", 5},
    {"0{\"a\":[[[[]]]]}", "limits.json_depth", 5},
    {"2[\"[[[[[[[[\",\"\\\"[[[[[\",[1,2,3],[4,5,6],[7,8,9]]",
     "limits.json_nodes", 15},
    {"2[\"a\",{\"k\":[[ ],[],[],[],[],[],[],[],[] , [],[],[]]}]",
     "limits.json_nodes", 16},
    {"2[\"a\",1,2,3,4,5]", "limits.arguments", 6},
    {"31[1,2,3,4,5,6]", "limits.arguments", 6},
    {"2[\"ninechars\"]", "limits.name_bytes", 9},
    {"2[1234567890]", "limits.name_bytes", 10},
    {"2/ninechars,[\"a\"]", "limits.name_bytes", 10},
    {"0/ninechars", "limits.name_bytes", 10},
    {"53-[\"a\"]", "limits.attachments", 3},
    {"599999999999999999999999-[\"a\"]", "limits.attachments", 0},
  };
  for (const auto& [text, option, value] : cases) {
    CAF_MESSAGE(text);
    const auto said = why(text);
    CAF_CHECK_EQUAL(string{said.option.value_or("")}, option);
    CAF_CHECK(said.limit.has_value());
    if (value > 0)
      CAF_CHECK_EQUAL(said.value.value_or(0), value);
    CAF_CHECK(said.value.value_or(0) > said.limit.value_or(0));
    CAF_CHECK(said.text.find(option) != string::npos);
  }
}

CAF_TEST(what breaks the grammar is told so) {
  const std::pair<string, string> cases[] = {
    {"", "unknown packet type"},
    {"9", "unknown packet type"},
    {"5[\"a\"]", "Illegal attachments"},
    {"3[]", "illegal id"},
    {"2", "invalid payload: not JSON"},
    {"2[\"a\"", "invalid payload: not JSON"},
    {"2/n", "invalid payload: not JSON"},
    {"2/n,", "invalid payload: not JSON"},
    {"212", "invalid payload: not JSON"},
    {"2\"", "invalid payload: not JSON"},
    {"2[\"a", "invalid payload: not JSON"},
    {"2]]]]]", "invalid payload: not JSON"},
    {"51-", "invalid payload: not JSON"},
    {"2{}", "invalid payload: not what this type of packet has"},
    {"2[]", "invalid payload: not what this type of packet has"},
    {"2[null]", "invalid payload: not what this type of packet has"},
    {"0[]", "invalid payload: not what this type of packet has"},
    {"1[]", "invalid payload: not what this type of packet has"},
    {"31{}", "invalid payload: not what this type of packet has"},
    {"2[\"connect\"]", "invalid payload: the event's name is reserved"},
    {"51-[\"a\"]", "invalid payload: placeholders do not fit the attachments"},
  };
  for (const auto& [text, expected] : cases) {
    CAF_MESSAGE(text);
    CAF_CHECK_EQUAL(why(text).text, expected);
  }
}

CAF_TEST(a long run of spaces is looked at once) {
  const auto said = why("2[" + string(1'000'000, ' '));
  CAF_CHECK_EQUAL(said.text, "invalid payload: not JSON");
}
