#define CAF_SUITE messages.socketio_encode

#include "messages/socketio.hpp"

#include "tests/support/test.hpp"

using namespace troupe::messages;
using namespace troupe::messages::socketio;

namespace {

using std::string;
using std::string_view;

/// The payloads of a packet's frames, each in its brackets: text in `[]`,
/// bytes in `()`.
string shown(const encoded_packet& encoded) {
  string out = "[" + string{encoded.text->payload()} + "]";
  out += encoded.text->binary() ? " binary" : "";
  if (!encoded.attachments)
    return out;
  for (const auto& bytes : *encoded.attachments) {
    out.append("(").append(bytes->payload()).append(")");
    out += bytes->binary() ? "" : " text";
  }
  return out;
}

} // namespace

CAF_TEST(connections are answered) {
  CAF_CHECK_EQUAL(shown(encode_connect("/", "s1")), R"([40{"sid":"s1"}])");
  CAF_CHECK_EQUAL(
    shown(encode_connect("/admin", "s1")), R"([40/admin,{"sid":"s1"}])");
  CAF_CHECK_EQUAL(shown(encode_disconnect("/")), "[41]");
  CAF_CHECK_EQUAL(shown(encode_disconnect("/admin")), "[41/admin,]");
}

CAF_TEST(connections are refused with a message and data if there is any) {
  CAF_CHECK_EQUAL(
    shown(encode_connect_error("/x", "Invalid namespace")),
    R"([44/x,{"message":"Invalid namespace"}])");
  CAF_CHECK_EQUAL(
    shown(encode_connect_error("/", "say \"no\"\n")),
    R"([44{"message":"say \"no\"\n"}])");
  CAF_CHECK_EQUAL(
    shown(encode_connect_error("/", "no", R"({"a": [1]})")),
    R"([44{"message":"no","data":{"a": [1]}}])");
}

CAF_TEST(events and acknowledgements are encoded) {
  const string one[] = {"\x01\x02"};
  const string three[] = {"a", "", "c"};
  const std::pair<outgoing, string_view> cases[] = {
    {{.array = R"(["x"])"}, R"([42["x"]])"},
    {{.nsp = "/a", .array = R"(["x"])"}, R"([42/a,["x"]])"},
    {{.id = 0, .array = R"(["x"])"}, R"([420["x"]])"},
    {{.nsp = "/a", .id = 12, .array = R"(["x"])"}, R"([42/a,12["x"]])"},
    {{.is_ack = true, .id = 7, .array = "[]"}, "[437[]]"},
    {{.is_ack = true, .nsp = "/a", .id = UINT64_MAX, .array = "[]"},
     "[43/a,18446744073709551615[]]"},
    {{.array = R"(["x",{"_placeholder":true,"num":0}])", .attachments = one},
     "[451-[\"x\",{\"_placeholder\":true,\"num\":0}]](\x01\x02)"},
    {{.nsp = "/a", .id = 5, .array = "[]", .attachments = three},
     "[453-/a,5[]](a)()(c)"},
    {{.is_ack = true, .id = 5, .array = "[]", .attachments = one},
     "[461-5[]](\x01\x02)"},
  };
  for (const auto& [packet, expected] : cases) {
    CAF_MESSAGE(string{expected});
    const auto encoded = encode(packet);
    CAF_CHECK_EQUAL(shown(encoded), string{expected});
    CAF_CHECK_EQUAL(encoded.frames(), 1 + packet.attachments.size());
    CAF_CHECK_EQUAL(
      encoded.attachments != nullptr, !packet.attachments.empty());
  }
}

CAF_TEST(what is encoded is decoded to the same) {
  const string two[] = {"a", "b"};
  const string_view binary =
    R"(["x",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}])";
  const outgoing cases[] = {
    {.array = R"(["x",{"a":1.0}])"},
    {.nsp = "/admin", .id = 0, .array = R"(["x"])"},
    {.is_ack = true, .id = 9'999'999'999'999'999'999U, .array = "[]"},
    {.id = 1, .array = binary, .attachments = two},
    {.is_ack = true, .nsp = "/a", .id = 1, .array = binary, .attachments = two},
  };
  for (const auto& sent : cases) {
    const auto encoded = encode(sent);
    const auto text = encoded.text->payload();
    CAF_MESSAGE(string{text});
    CAF_REQUIRE_EQUAL(text.front(), '4');
    const auto decoded = decode(text.substr(1));
    CAF_REQUIRE(std::holds_alternative<packet>(decoded));
    const auto& got = std::get<packet>(decoded);
    const bool is_ack =
      got.type == packet_type::ack || got.type == packet_type::binary_ack;
    CAF_CHECK_EQUAL(is_ack, sent.is_ack);
    CAF_CHECK_EQUAL(string{got.nsp}, string{sent.nsp});
    CAF_CHECK(got.id == sent.id);
    CAF_CHECK_EQUAL(string{got.data}, string{sent.array});
    CAF_CHECK_EQUAL(got.attachments, sent.attachments.size());
  }
}

CAF_TEST(refusals and greetings are decoded to the same) {
  const auto kind = [](const encoded_packet& encoded) {
    const auto decoded = decode(encoded.text->payload().substr(1));
    const auto* found = std::get_if<packet>(&decoded);
    return found ? static_cast<int>(found->type) : -1;
  };
  CAF_CHECK_EQUAL(kind(encode_connect("/a", "s\"1")), 0);
  CAF_CHECK_EQUAL(kind(encode_disconnect("/a")), 1);
  CAF_CHECK_EQUAL(kind(encode_connect_error("/a", "no\"", "1")), 4);
}
