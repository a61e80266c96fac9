#define CAF_SUITE messages.json_text

#include "messages/json_text.hpp"

#include "tests/support/test.hpp"

using namespace troupe::messages;

namespace {

using std::string;
using std::string_view;

/// Slices in brackets, so that a failure shows them.
string shown(const std::vector<string_view>& slices) {
  string out;
  for (auto slice : slices)
    out.append("<").append(slice).append(">");
  return out;
}

string
shown(const std::optional<std::vector<placeholder>>& places, string_view text) {
  if (!places)
    return "none";
  string out;
  for (const auto& place : *places) {
    out.append(text.substr(place.begin, place.end - place.begin));
    out.append("=").append(std::to_string(place.num)).append(" ");
  }
  return out;
}

} // namespace

CAF_TEST(the kind of a value shows in its first character) {
  CAF_CHECK(kind_of(" {}") == json_kind::object);
  CAF_CHECK(kind_of("\t[]") == json_kind::array);
  CAF_CHECK(kind_of("\"1\"") == json_kind::string);
  CAF_CHECK(kind_of("-1") == json_kind::number);
  CAF_CHECK(kind_of("0") == json_kind::number);
  CAF_CHECK(kind_of("true") == json_kind::boolean);
  CAF_CHECK(kind_of("false") == json_kind::boolean);
  CAF_CHECK(kind_of("null") == json_kind::null);
}

CAF_TEST(elements come without the space around them) {
  const std::pair<string_view, string_view> cases[] = {
    {"[]", ""},
    {" [ ] ", ""},
    {"[1]", "<1>"},
    {"[ 1 ,\n\"a\" , true ] ", "<1><\"a\"><true>"},
    {R"([[1,[2]],{"a":[3,"]"]},null])", R"(<[1,[2]]><{"a":[3,"]"]}><null>)"},
    {R"(["a,b","\"],[","\\"])", R"(<"a,b"><"\"],["><"\\">)"},
    {"[-1.5e+3,0]", "<-1.5e+3><0>"},
    {"{\"a\":[1]}", ""},
    {"\"[1]\"", ""},
  };
  for (const auto& [text, expected] : cases) {
    CAF_MESSAGE(string{text});
    CAF_CHECK_EQUAL(shown(array_elements(text)), string{expected});
  }
}

CAF_TEST(a member is found by its unescaped key and the last one counts) {
  const struct {
    string_view text;
    string_view key;
    string_view value; ///< empty: no such member
  } cases[] = {
    {R"({"a":1})", "a", "1"},
    {R"( { "a" : [1, 2] , "b" : {} } )", "a", "[1, 2]"},
    {R"( { "a" : [1, 2] , "b" : {} } )", "b", "{}"},
    {R"({"a":1,"b":2,"a":3})", "a", "3"},
    {R"({"\u0061":1})", "a", "1"},
    {R"({"a\/b":1})", "a/b", "1"},
    {R"({"\"":1})", "\"", "1"},
    {R"({"\\n":1})", "\\n", "1"},
    {R"({"\n":1})", "\\n", ""},
    {R"({"a\n":1})", "a\\n", ""},
    {R"({"":"x"})", "", "\"x\""},
    {R"({"x":{"a":1}})", "a", ""},
    {R"({"x":"a"})", "a", ""},
    {R"({"ab":1})", "a", ""},
    {"{}", "a", ""},
    {R"(["a",1])", "a", ""},
    {"\"a\"", "a", ""},
  };
  for (const auto& c : cases) {
    CAF_MESSAGE(string{c.text});
    const auto value = object_member(c.text, c.key);
    CAF_CHECK_EQUAL(value.has_value(), !c.value.empty());
    CAF_CHECK_EQUAL(string{value.value_or("")}, string{c.value});
  }
}

CAF_TEST(unquoting resolves every escape) {
  const std::pair<string_view, string_view> cases[] = {
    {R"("")", ""},
    {R"( "a b" )", "a b"},
    {R"("\"\\\/\b\f\n\r\t")", "\"\\/\b\f\n\r\t"},
    {R"("a\n")", "a\n"},
    {R"("\\n")", "\\n"},
    {R"("\u0041\u00e9\u20AC")", "A\xc3\xa9\xe2\x82\xac"},
    {R"("\ud83d\ude00")", "\xf0\x9f\x98\x80"},
    {R"("\uDBFF\uDFFF")", "\xf4\x8f\xbf\xbf"},
    {R"("\ud83d")", "\xef\xbf\xbd"},
    {R"("\ude00x")", "\xef\xbf\xbdx"},
    {R"("\udc00\udc00")", "\xef\xbf\xbd\xef\xbf\xbd"},
    {R"("\ud83d\n")", "\xef\xbf\xbd\n"},
    {R"("\ud83d\u0041")", "\xef\xbf\xbd"
                          "A"},
    {R"("\ud83d\ud83d\ude00")", "\xef\xbf\xbd\xf0\x9f\x98\x80"},
    {"\"\xc3\xa9\"", "\xc3\xa9"},
  };
  for (const auto& [text, expected] : cases) {
    CAF_MESSAGE(string{text});
    CAF_REQUIRE(check_json(text).has_value());
    CAF_CHECK_EQUAL(unquote(text).value_or("none"), string{expected});
  }
  CAF_CHECK_EQUAL(unquote(R"("\u0000")").value_or("none"), string(1, '\0'));
  for (auto text : {"1", "null", "[\"a\"]", "{}", "true"})
    CAF_CHECK(!unquote(text).has_value());
}

CAF_TEST(quoting escapes as JSON stringify does) {
  const std::pair<string_view, string_view> cases[] = {
    {"", R"("")"},
    {"a/b", R"("a/b")"},
    {"\"\\\b\f\n\r\t", R"("\"\\\b\f\n\r\t")"},
    {"\x01\x1e\x1f", R"("\u0001\u001e\u001f")"},
    {"\x7f", "\"\x7f\""},
    {"\xc3\xa9\xf0\x9f\x98\x80", "\"\xc3\xa9\xf0\x9f\x98\x80\""},
    {"a\xff"
     "b",
     "\"a\xef\xbf\xbd"
     "b\""},
    {"\xed\xa0\x80"
     "b",
     "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
     "b\""},
    {"\xc3", "\"\xef\xbf\xbd\""},
  };
  for (const auto& [text, expected] : cases) {
    CAF_MESSAGE(string{expected});
    CAF_CHECK_EQUAL(quote(text), string{expected});
  }
  CAF_CHECK_EQUAL(quote({"\0", 1}), R"("\u0000")");
}

CAF_TEST(quoting and unquoting any character is a round trip) {
  for (int c = 0; c < 0x80; ++c) {
    const string text(3, static_cast<char>(c));
    CAF_CHECK(check_json(quote(text)).has_value());
    CAF_CHECK_EQUAL(unquote(quote(text)).value_or("none"), text);
  }
}

CAF_TEST(placeholders are found in order) {
  const std::pair<string_view, string_view> cases[] = {
    {R"(["x"])", ""},
    {R"(["_placeholder",true,"num",0])", ""},
    {R"([{"_placeholder":true,"num":0}])",
     R"({"_placeholder":true,"num":0}=0 )"},
    {R"([{"num":7,"a":[1],"_placeholder":true}])",
     R"({"num":7,"a":[1],"_placeholder":true}=7 )"},
    {R"([ { "_placeholder" : true , "num" : 1 } ])",
     R"({ "_placeholder" : true , "num" : 1 }=1 )"},
    {R"([{"a":{"_placeholder":true,"num":1}},[{"_placeholder":true,"num":0}]])",
     R"({"_placeholder":true,"num":1}=1 {"_placeholder":true,"num":0}=0 )"},
    {R"([{"\u005fplaceholder":true,"n\u0075m":3}])",
     R"({"\u005fplaceholder":true,"n\u0075m":3}=3 )"},
    {R"([{"_placeholder":false,"num":0}])", ""},
    {R"([{"_placeholder":"true","num":0}])", ""},
    {R"([{"_placeholder":1}])", ""},
    {R"([{"_placeholder":[true],"num":0}])", ""},
    {R"([{"_placeholder":true,"_placeholder":null,"num":0}])", ""},
    {R"([{"_placeholder":true,"num":"x","num":0}])",
     R"({"_placeholder":true,"num":"x","num":0}=0 )"},
    {R"([{"_placeholder":true,"x":{"_placeholder":true,"num":1},"num":0}])",
     R"({"_placeholder":true,"x":{"_placeholder":true,"num":1},"num":0}=0 )"},
    {R"([{"_placeholder":true,"num":1000000000}])",
     R"({"_placeholder":true,"num":1000000000}=1000000000 )"},
    {R"({"_placeholder":true,"num":2})", R"({"_placeholder":true,"num":2}=2 )"},
  };
  for (const auto& [text, expected] : cases) {
    CAF_MESSAGE(string{text});
    CAF_REQUIRE(check_json(text).has_value());
    CAF_CHECK_EQUAL(shown(find_placeholders(text), text), string{expected});
  }
}

CAF_TEST(a placeholder without a plain number spoils the text) {
  for (string num :
       {"\"0\"", "\"splice\"", "-1", "-0", "0.5", "0.0", "1e0", "1000000001",
        "99999999999999999999", "null", "true", "[0]", "{\"num\":0}"}) {
    const auto text = R"(["x",{"_placeholder":true,"num":)" + num + "}]";
    CAF_MESSAGE(text);
    CAF_REQUIRE(check_json(text).has_value());
    CAF_CHECK(!find_placeholders(text).has_value());
    const auto one_up = [](std::uint64_t n) { return n + 1; };
    CAF_CHECK_EQUAL(renumber_placeholders(text, one_up), text);
  }
  CAF_CHECK(!find_placeholders(R"([{"_placeholder":true}])").has_value());
  CAF_CHECK(!find_placeholders(R"([{"_placeholder":true},{"num":0}])"));
}

CAF_TEST(renumbering changes placeholders and nothing else) {
  const std::pair<string_view, string_view> cases[] = {
    {R"(["x", 1.0])", R"(["x", 1.0])"},
    {R"(["x",{"_placeholder":true,"num":0}])",
     R"(["x",{"_placeholder":true,"num":10}])"},
    {R"([{"num":1,"_placeholder":true}, {"a":{"_placeholder":true,"num":0}} ])",
     R"([{"_placeholder":true,"num":11}, )"
     R"({"a":{"_placeholder":true,"num":10}} ])"},
    {R"([{"_placeholder":false,"num":0}])",
     R"([{"_placeholder":false,"num":0}])"},
  };
  for (const auto& [text, expected] : cases) {
    CAF_MESSAGE(string{text});
    const auto ten_up = [](std::uint64_t n) { return n + 10; };
    CAF_CHECK_EQUAL(renumber_placeholders(text, ten_up), string{expected});
  }
}

CAF_TEST(large texts take linear time) {
  string text = "[0";
  for (int i = 0; i < 50'000; ++i)
    text += R"(,{"_placeholder":true,"num":0})";
  text += ']';
  CAF_CHECK_EQUAL(array_elements(text).size(), 50'001u);
  CAF_CHECK_EQUAL(find_placeholders(text)->size(), 50'000u);
  const auto nine = [](std::uint64_t) { return std::uint64_t{9}; };
  CAF_CHECK_EQUAL(renumber_placeholders(text, nine).size(), text.size());
  const string backslashes(1'000'000, '\\');
  CAF_CHECK_EQUAL(unquote('"' + backslashes + '"')->size(), 500'000u);
  const auto deep = string(500'000, '[') + string(500'000, ']');
  CAF_CHECK_EQUAL(array_elements(deep).size(), 1u);
  CAF_CHECK(find_placeholders(deep)->empty());
}

CAF_TEST(texts that nobody checked do no harm) {
  for (string text :
       {"", "[", "]", "{", "}", "\"", "\"\\", "[\"", "[\"a\\", "[}", "[,",
        "{\"a\"", "{\"a\":", "{\"a\":}", "{:}", "{\"\\u", "{\"\\ud800\\u\"",
        "[{\"_placeholder\":true"}) {
    CAF_MESSAGE(text);
    array_elements(text);
    object_member(text, "a");
    unquote(text);
    CAF_CHECK_EQUAL(
      renumber_placeholders(text, [](auto n) { return n; }), text);
  }
}
