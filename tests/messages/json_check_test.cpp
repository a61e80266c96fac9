#define CAF_SUITE messages.json_check

#include "messages/json_text.hpp"

#include "tests/support/test.hpp"

#include <nlohmann/json.hpp>

using namespace troupe::messages;

namespace {

using std::string;
using std::string_view;

const std::vector<string> valid_texts = {
  "{}",
  "[]",
  "\"\"",
  "0",
  "-0",
  "true",
  "false",
  "null",
  " \t\r\n[ \t\r\n1 \t\r\n, \t\r\n2 \t\r\n] \t\r\n",
  R"({ "a" : 1 , "b" : [ ] , "a" : { } })",
  R"(["\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"])",
  "[0,1,10,-1,-0,0.0,1.25,1e0,1E+2,1e-2,-1.5e10,12345678901234567890]",
  R"([[[]],[{}],{"":[{"x":{}}]}])",
  R"({"__proto__":{"constructor":null}})",
  "[\"\x7f\"]",
  "\"na\xc3\xafve \xf0\x9f\x98\x80\""};

const std::vector<string> invalid_texts = {
  "",
  " ",
  "[",
  "]",
  "{",
  "}",
  "[}",
  "{]",
  "[[]",
  "[]]",
  "[],",
  "[][]",
  ",",
  ":",
  "[,]",
  "[1,]",
  "[,1]",
  "[1,,2]",
  "[1 2]",
  "[1:2]",
  "{,}",
  "{1:2}",
  "{a:1}",
  "{'a':1}",
  "['a']",
  R"({"a"})",
  R"({"a":})",
  R"({"a":1,})",
  R"({"a",1})",
  R"({"a":1 "b":2})",
  R"({"a":1,"b"})",
  R"({"a"::1})",
  R"({"a":1,,"b":2})",
  R"({"a":1:2})",
  R"({[]:1})",
  R"({null:1})",
  "\"",
  "\"a",
  "\"\\\"",
  "\"\\",
  R"("\x41")",
  R"("\u")",
  R"("\u12")",
  R"("\u123")",
  R"("\u123g")",
  R"("\u 123")",
  R"("\U0041")",
  R"("\'")",
  "\"\n\"",
  "\"\t\"",
  "\"\x01\"",
  "\"\x1f\"",
  "\"a\"b",
  "\"a\"\"b\"",
  "-",
  "+1",
  "01",
  "-01",
  "1.",
  ".5",
  "1.e5",
  "1e",
  "1e+",
  "1e-",
  "1e1.5",
  "0x10",
  "1_000",
  "--1",
  "-a",
  "00",
  "1a",
  "Infinity",
  "-Infinity",
  "NaN",
  "tru",
  "truee",
  "True",
  "fals",
  "nul",
  "nulll",
  "undefined",
  "true false",
  "[1]x",
  "[1]\v",
  "\f[1]",
  "\xa0[1]",
  "//\n1",
  "/**/1",
  "[1]//"};

string nested(std::size_t depth) {
  return string(depth, '[') + string(depth, ']');
}

bool accepts(string_view text, const json_limits& limits = {}) {
  return check_json(text, limits).has_value();
}

} // namespace

CAF_TEST(valid texts are accepted) {
  for (const auto& text : valid_texts) {
    CAF_MESSAGE(text);
    CAF_CHECK(accepts(text));
    CAF_CHECK(nlohmann::json::accept(text));
  }
}

CAF_TEST(invalid texts are refused) {
  for (const auto& text : invalid_texts) {
    CAF_MESSAGE(text);
    CAF_CHECK(!accepts(text));
    CAF_CHECK(!nlohmann::json::accept(text));
  }
}

CAF_TEST(what JSON parse of a browser decides differently than the reference) {
  const std::vector<string> more = {
    R"("\ud800")", R"("\udc00")", R"("\ud800\u0041")", "1e400", "-1e400",
    "\"\xff\"", // the caller's to check
  };
  for (const auto& text : more) {
    CAF_MESSAGE(text);
    CAF_CHECK(accepts(text));
    CAF_CHECK(!nlohmann::json::accept(text));
  }
  const std::vector<string> fewer = {
    "\xef\xbb\xbf[]", string{"[]\0", 3}, string{"[]\0x", 4}};
  for (const auto& text : fewer) {
    CAF_MESSAGE(text);
    CAF_CHECK(!accepts(text));
    CAF_CHECK(nlohmann::json::accept(text));
  }
}

CAF_TEST(no prefix of a container is accepted) {
  const string text = R"(["a\u0041\n",{"k":[true,false,null,-1.5e+3]},0])";
  CAF_REQUIRE(accepts(text));
  for (std::size_t size = 0; size < text.size(); ++size) {
    // Without a byte behind its end that a sanitizer would not notice.
    const std::vector<char> exact(text.begin(), text.begin() + size);
    CAF_CHECK(!accepts({exact.data(), exact.size()}));
  }
}

CAF_TEST(every byte at every place of a string gets its verdict) {
  for (int byte = 0; byte < 256; ++byte) {
    const bool fine = byte >= 0x20 && byte != '"' && byte != '\\';
    for (std::size_t at = 0; at < 20; ++at) {
      string text = '"' + string(19, '!') + '"';
      text.insert(at + 1, 1, static_cast<char>(byte));
      if (accepts(text) != fine)
        CAF_ERROR("byte " << byte << " at " << at);
    }
  }
  CAF_CHECK(accepts("\"!!!!!!!!!!!!\""));
}

CAF_TEST(kind and outermost elements are reported) {
  struct {
    string_view text;
    json_kind kind;
    std::size_t elements;
  } cases[] = {
    {" []", json_kind::array, 0},
    {"[1]", json_kind::array, 1},
    {R"([[1,2],{"a":[3],"b":4}, "5,6" ])", json_kind::array, 3},
    {"[[],[],[]]", json_kind::array, 3},
    {R"({"a":1,"b":2})", json_kind::object, 0},
    {"\"[1,2]\"", json_kind::string, 0},
    {"-1", json_kind::number, 0},
    {"false", json_kind::boolean, 0},
    {"null", json_kind::null, 0},
  };
  for (const auto& c : cases) {
    CAF_MESSAGE(string{c.text});
    const auto facts = check_json(c.text);
    CAF_REQUIRE(facts.has_value());
    CAF_CHECK(facts->kind == c.kind);
    CAF_CHECK_EQUAL(facts->elements, c.elements);
    CAF_CHECK(!facts->placeholders);
  }
}

CAF_TEST(a placeholder key is noticed wherever and however it is written) {
  const std::pair<string_view, bool> cases[] = {
    {R"([{"_placeholder":true,"num":0}])", true},
    {R"({"a":[{"b":{"x":1,"_placeholder":false}}]})", true},
    {R"([{"\u005fplaceholder":1}])", true},
    {R"([{"\u005F\u0070lace\u0068older":1}])", true},
    {R"(["_placeholder",{"a":"_placeholder"}])", false},
    {R"([{"_placeholders":1,"_Placeholder":1,"placeholder":1}])", false},
    {R"([{"_placehol\\er":1,"\u005eplaceholder":1}])", false},
  };
  for (const auto& [text, found] : cases) {
    CAF_MESSAGE(string{text});
    const auto facts = check_json(text);
    CAF_REQUIRE(facts.has_value());
    CAF_CHECK_EQUAL(facts->placeholders, found);
  }
}

CAF_TEST(limits hold at their bound and not above) {
  CAF_CHECK(accepts(nested(64)));
  CAF_CHECK(!accepts(nested(65)));
  CAF_CHECK(accepts(nested(3), {.depth = 3}));
  CAF_CHECK(!accepts(R"([{"a":[{}]}])", {.depth = 3}));
  CAF_CHECK(accepts("1", {.depth = 0}));
  CAF_CHECK(!accepts("[]", {.depth = 0}));
  CAF_CHECK(accepts(nested(1024), {.depth = 1024}));
  CAF_CHECK(!accepts(nested(1025), {.depth = 1'000'000}));
  CAF_CHECK(accepts(R"([1,{"a":2}])", {.nodes = 4}));
  CAF_CHECK(!accepts(R"([1,{"a":2}])", {.nodes = 3}));
  CAF_CHECK(!accepts("1", {.nodes = 0}));
}

CAF_TEST(huge hostile texts are refused) {
  CAF_CHECK(!accepts(string(1'000'000, '[')));
  string wide = "[[]";
  for (int i = 1; i < 333'000; ++i)
    wide += ",[]";
  wide += ']';
  CAF_CHECK(!accepts(wide));
  CAF_CHECK(accepts(wide, {.nodes = 333'001}));
  CAF_CHECK(!accepts(wide, {.nodes = 333'000}));
  CAF_CHECK(!accepts('"' + string(1'000'000, '\\')));
  CAF_CHECK(accepts('"' + string(1'000'000, '\\') + '"'));
  CAF_CHECK(accepts(string(1'000'000, '1')));
}
