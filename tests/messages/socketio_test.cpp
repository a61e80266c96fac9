#define CAF_SUITE messages.socketio

#include "messages/socketio.hpp"

#include "tests/support/test.hpp"

using namespace troupe::messages::socketio;

namespace {

using std::string;
using std::string_view;

/// What decode() found, in one line: `2 nsp=/ id=1 n=0 ["x"]`, or the error.
string verdict(string_view text, const limits& max = {}) {
  const auto decoded = decode(text, max);
  if (const auto* error = std::get_if<decode_error>(&decoded))
    return string{to_string(*error)};
  const auto& found = std::get<packet>(decoded);
  string out = std::to_string(static_cast<int>(found.type));
  out.append(" nsp=").append(found.nsp);
  out.append(" id=").append(found.id ? std::to_string(*found.id) : "-");
  out.append(" n=").append(std::to_string(found.attachments));
  return out.append(" ").append(found.data);
}

struct decode_case {
  string_view text;
  string_view expected;
};

template <std::size_t N>
void check_all(const decode_case (&cases)[N], const limits& max = {}) {
  for (const auto& [text, expected] : cases) {
    CAF_MESSAGE(string{text});
    CAF_CHECK_EQUAL(verdict(text, max), string{expected});
  }
}

constexpr string_view unknown = "unknown packet type";
constexpr string_view attachments = "Illegal attachments";
constexpr string_view too_many = "too many attachments";
constexpr string_view nsp = "illegal namespace";
constexpr string_view id = "illegal id";
constexpr string_view payload = "invalid payload";

} // namespace

CAF_TEST(packets of every type are decoded) {
  check_all({
    {"0", "0 nsp=/ id=- n=0 "},
    {R"(0{"token":"x"})", R"(0 nsp=/ id=- n=0 {"token":"x"})"},
    {"0{}", "0 nsp=/ id=- n=0 {}"},
    {R"(0/admin,{"token":1})", R"(0 nsp=/admin id=- n=0 {"token":1})"},
    {"1", "1 nsp=/ id=- n=0 "},
    {"1/admin,", "1 nsp=/admin id=- n=0 "},
    {R"(2["x"])", R"(2 nsp=/ id=- n=0 ["x"])"},
    {R"(2["x",{"a":[1.50, "é"]}])",
     R"(2 nsp=/ id=- n=0 ["x",{"a":[1.50, "é"]}])"},
    {R"(2/admin,["x"])", R"(2 nsp=/admin id=- n=0 ["x"])"},
    {R"(212["x"])", R"(2 nsp=/ id=12 n=0 ["x"])"},
    {R"(2/admin,456["x",1])", R"(2 nsp=/admin id=456 n=0 ["x",1])"},
    {"30[]", "3 nsp=/ id=0 n=0 []"},
    {R"(3/admin,456["x"])", R"(3 nsp=/admin id=456 n=0 ["x"])"},
    {R"(4{"message":"m"})", R"(4 nsp=/ id=- n=0 {"message":"m"})"},
    {R"(4/a,"m")", R"(4 nsp=/a id=- n=0 "m")"},
    {R"(51-["x",{"_placeholder":true,"num":0}])",
     R"(5 nsp=/ id=- n=1 ["x",{"_placeholder":true,"num":0}])"},
    {R"(51-/a,7["x",{"_placeholder":true,"num":0}])",
     R"(5 nsp=/a id=7 n=1 ["x",{"_placeholder":true,"num":0}])"},
    {R"(61-/a,7[{"_placeholder":true,"num":0}])",
     R"(6 nsp=/a id=7 n=1 [{"_placeholder":true,"num":0}])"},
  });
}

CAF_TEST(an unknown type is refused) {
  check_all({
    {"", unknown},
    {"7", unknown},
    {"9[]", unknown},
    {"-", unknown},
    {"abc", unknown},
    {"/2", unknown},
    {" 2[\"x\"]", unknown},
    {"[\"x\"]", unknown},
    {"\xff", unknown},
  });
}

CAF_TEST(a namespace ends at a comma or with the text) {
  check_all({
    {"0/", "0 nsp=/ id=- n=0 "},
    {"0/,", "0 nsp=/ id=- n=0 "},
    {"0/a", "0 nsp=/a id=- n=0 "},
    {"0/a,", "0 nsp=/a id=- n=0 "},
    {"1/a", "1 nsp=/a id=- n=0 "},
    {R"(0/a{"k":1})", R"(0 nsp=/a{"k":1} id=- n=0 )"},
    {"0/a?x=1,{}", "0 nsp=/a?x=1 id=- n=0 {}"},
    {"0//a,{}", "0 nsp=//a id=- n=0 {}"},
    {R"(2/a["x"])", payload},
    {R"(2/,["x"])", R"(2 nsp=/ id=- n=0 ["x"])"},
    {R"(2/a,/b,["x"])", payload},
    {R"(2a,["x"])", payload},
    {R"(2,["x"])", payload},
  });
  const string longest = "/" + string(254, 'a');
  CAF_CHECK_EQUAL(
    verdict("0" + longest + ",{}"), "0 nsp=" + longest + " id=- n=0 {}");
  CAF_CHECK_EQUAL(verdict("0" + longest + "a,{}"), string{nsp});
  CAF_CHECK_EQUAL(verdict("0" + longest + "a"), string{nsp});
  CAF_CHECK_EQUAL(verdict("0/" + string(1'000'000, 'a')), string{nsp});
}

CAF_TEST(an id is decimal digits and nothing else) {
  check_all({
    {R"(20["x"])", R"(2 nsp=/ id=0 n=0 ["x"])"},
    {R"(2007["x"])", R"(2 nsp=/ id=7 n=0 ["x"])"},
    {R"(29007199254740993["x"])", R"(2 nsp=/ id=9007199254740993 n=0 ["x"])"},
    {R"(29999999999999999999["x"])",
     R"(2 nsp=/ id=9999999999999999999 n=0 ["x"])"},
    {R"(200000000000000000000000000007["x"])", R"(2 nsp=/ id=7 n=0 ["x"])"},
    {R"(210000000000000000000["x"])", id},
    {R"(218446744073709551616["x"])", id},
    {R"(299999999999999999999999["x"])", id},
    {R"(2 ["x"])", payload},
    {R"(21 ["x"])", payload},
    {"31 []", payload},
    {"0 {}", payload},
    {"2\n[\"x\"]", payload},
    {R"(2abc["x"])", payload},
    {R"(2-1["x"])", payload},
    {R"(2+1["x"])", payload},
    {R"(21e3["x"])", payload},
    {R"(21.5["x"])", payload},
    {R"(21-["x"])", payload},
    {"3", id},
    {"3[]", id},
    {"3/a,[]", id},
    {R"(61-[{"_placeholder":true,"num":0}])", id},
  });
  CAF_CHECK_EQUAL(verdict("2" + string(1'000'000, '1')), string{id});
}

CAF_TEST(each type demands its payload) {
  check_all({
    {"0null", payload},
    {"0[]", payload},
    {"0\"x\"", payload},
    {"0true", payload},
    {"0{}{}", payload},
    {"1{}", payload},
    {"1[]", payload},
    {"1null", payload},
    {"1/a,{}", payload},
    {"2", payload},
    {"21", payload},
    {"2/a,", payload},
    {"2{}", payload},
    {"2\"x\"", payload},
    {"2null", payload},
    {"31", payload},
    {"31{}", payload},
    {"31\"x\"", payload},
    {"31null", payload},
    {"4", payload},
    {"4[]", payload},
    {"4null", payload},
    {"51-", payload},
    {"51-{}", payload},
    {R"(51-{"_placeholder":true,"num":0})", payload},
    {R"(61-1{"_placeholder":true,"num":0})", payload},
    {"2[", payload},
    {R"(2["x")", payload},
    {R"(2["x"]])", payload},
    {R"(2["x",])", payload},
    {R"(2["x"]junk)", payload},
    {R"(2['x'])", payload},
    {R"(2["x",undefined])", payload},
    {"2[\"x\"] \r\n", R"(2 nsp=/ id=- n=0 ["x"])"},
    {"0{} ", "0 nsp=/ id=- n=0 {}"},
    {"1 ", payload},
  });
}

CAF_TEST(an event starts with a name that is free) {
  check_all({
    {"2[]", payload},
    {"2[null]", payload},
    {"2[true]", payload},
    {"2[{}]", payload},
    {"2[[]]", payload},
    {R"(2[{"toString":"foo"}])", payload},
    {R"(2[["x"]])", payload},
    {R"(2["connect"])", payload},
    {R"(2["connect_error"])", payload},
    {R"(2["disconnect"])", payload},
    {R"(2["disconnecting"])", payload},
    {R"(2["newListener"])", payload},
    {R"(2["removeListener"])", payload},
    {R"(2["\u0063onnect"])", payload},
    {R"(2[ "connect" ,1])", payload},
    {R"(51-["connect",{"_placeholder":true,"num":0}])", payload},
    {R"(51-[{"_placeholder":true,"num":0}])", payload},
    {R"(2["Connect"])", R"(2 nsp=/ id=- n=0 ["Connect"])"},
    {R"(2["error"])", R"(2 nsp=/ id=- n=0 ["error"])"},
    {R"(2["connection"])", R"(2 nsp=/ id=- n=0 ["connection"])"},
    {R"(2["message"])", R"(2 nsp=/ id=- n=0 ["message"])"},
    {R"(2["__proto__"])", R"(2 nsp=/ id=- n=0 ["__proto__"])"},
    {R"(2[""])", R"(2 nsp=/ id=- n=0 [""])"},
    {R"(2["x","connect"])", R"(2 nsp=/ id=- n=0 ["x","connect"])"},
    {R"(2[1])", R"(2 nsp=/ id=- n=0 [1])"},
    {R"(2[-1.5e3,"x"])", R"(2 nsp=/ id=- n=0 [-1.5e3,"x"])"},
    {R"(31["connect"])", R"(3 nsp=/ id=1 n=0 ["connect"])"},
  });
}

CAF_TEST(attachments are counted on binary types only) {
  const string_view one = R"(["x",{"_placeholder":true,"num":0}])";
  for (string_view start :
       {"5", "5-", "50-", "500-", "5x-", "51", "51.5-", "5-1-", "5+1-", "5 1-",
        "51 -", "51/a,", "6", "60-"})
    CAF_CHECK_EQUAL(verdict(string{start}.append(one)), string{attachments});
  check_all({
    {R"(5["x"])", attachments},
    {R"(50-["x"])", attachments},
    {"5-", attachments},
    {"511-", too_many},
    {R"(511-["x"])", too_many},
    {R"(54294967297-["x"])", too_many},
    {R"(518446744073709551617-["x"])", too_many},
    {R"(5999999999999999999999-["x"])", too_many},
    {R"(21-["x"])", payload},
    {R"(31-["x"])", payload},
    {"01-{}", payload},
    {R"(51-["x"])", payload},
    {R"(52-["x",{"_placeholder":true,"num":0}])", payload},
  });
  CAF_CHECK_EQUAL(verdict("5" + string(1'000'000, '1')), string{attachments});
}

CAF_TEST(placeholders are all numbers once) {
  const std::pair<string_view, bool> cases[] = {
    {"0", true},      {"1", false},          {"-1", false},
    {"-0", false},    {"0.5", false},        {"0.0", false},
    {"1e0", false},   {"null", false},       {"true", false},
    {"\"0\"", false}, {"[0]", false},        {"\"splice\"", false},
    {"{}", false},    {"4294967296", false}, {"18446744073709551616", false},
  };
  for (const auto& [num, fine] : cases) {
    const auto text =
      string{R"(51-["x",{"_placeholder":true,"num":)"}.append(num).append("}]");
    CAF_MESSAGE(text);
    CAF_CHECK_EQUAL(verdict(text) != payload, fine);
  }
  const string p0 = R"({"_placeholder":true,"num":0})";
  const string p1 = R"({"num":1,"_placeholder":true})";
  const string p2 = R"({"_placeholder":true,"num":2})";
  const auto accepted = [](const string& text) {
    return verdict(text) != payload;
  };
  CAF_CHECK(accepted("52-[\"x\"," + p0 + "," + p1 + "]"));
  CAF_CHECK(accepted("52-[\"x\"," + p1 + ",{\"a\":[" + p0 + "]}]"));
  CAF_CHECK(!accepted("52-[\"x\"," + p0 + "," + p0 + "]"));
  CAF_CHECK(!accepted("52-[\"x\"," + p0 + "," + p2 + "]"));
  CAF_CHECK(!accepted("52-[\"x\"," + p0 + "," + p1 + "," + p1 + "]"));
  CAF_CHECK(!accepted("51-[\"x\"," + p0 + "," + p1 + "]"));
  CAF_CHECK(!accepted(R"(51-["x",{"_placeholder":true}])"));
  CAF_CHECK(!accepted(R"(51-["x",{"_placeholder":false,"num":0}])"));
}

CAF_TEST(placeholders of plain packets are ordinary objects) {
  check_all({
    {R"(2["x",{"_placeholder":true,"num":"a"}])",
     R"(2 nsp=/ id=- n=0 ["x",{"_placeholder":true,"num":"a"}])"},
    {R"(31[{"_placeholder":true}])",
     R"(3 nsp=/ id=1 n=0 [{"_placeholder":true}])"},
  });
}
