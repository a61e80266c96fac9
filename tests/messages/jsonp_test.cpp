#define CAF_SUITE messages.jsonp

#include "messages/jsonp.hpp"

#include "tests/support/test.hpp"

using namespace troupe::messages::jsonp;

CAF_TEST(a payload becomes a call with a string) {
  CAF_CHECK_EQUAL(wrap("0", "2:40"), R"(___eio[0]("2:40");)");
  CAF_CHECK_EQUAL(wrap("12", "4\"\\\x1e\n"), R"(___eio[12]("4\"\\\u001e\n");)");
}

CAF_TEST(of the index only digits count) {
  CAF_CHECK_EQUAL(wrap("1];alert(2)//", ""), R"(___eio[12]("");)");
  CAF_CHECK_EQUAL(wrap("", ""), R"(___eio[]("");)");
}

CAF_TEST(line separators are escaped) {
  CAF_CHECK_EQUAL(
    wrap("0", "\u2028\u20ac\u2029\u2027"),
    "___eio[0](\"\\u2028\u20ac\\u2029\u2027\");");
}

CAF_TEST(large payloads take no time) {
  std::string many;
  for (int i = 0; i < 300'000; ++i)
    many += "\u2028";
  CAF_CHECK_EQUAL(wrap("0", many).size(), 1'800'014u);
}

CAF_TEST(line feeds of a form are undone) {
  const std::pair<std::string, std::string> cases[] = {
    {"", ""},
    {"4a", "4a"},
    {R"(a\nb)", "a\nb"},
    {R"(a\\nb)", R"(a\nb)"},
    {R"(a\\\nb)", R"(a\\nb)"},
    {R"(a\\b\)", R"(a\\b\)"},
    {R"(\n\n)", "\n\n"},
  };
  for (const auto& [field, payload] : cases)
    CAF_CHECK_EQUAL(unescape(field), payload);
}
