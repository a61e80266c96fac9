#define CAF_SUITE config.names

#include "config/nearest.hpp"

#include "config/escape.hpp"
#include "config/wrap.hpp"
#include "tests/support/test.hpp"

using namespace troupe::config;

CAF_TEST(the nearest name is found only if it is close) {
  const std::vector<std::string> known{
    "port", "host", "engine.path", "engine.ping_interval",
    "engine.ping_timeout"};
  const std::pair<std::string, std::string> tests[] = {
    {"prot", "port"},
    {"por", "port"},
    {"ports", "port"},
    {"pert", "port"},
    {"prto", ""},
    {"xyzt", ""},
    {"", ""},
    {"engine.pth", "engine.path"},
    {"engine.ping-interval", "engine.ping_interval"},
    {"engine.pinginterval", "engine.ping_interval"},
    {"enginepingtimeout", "engine.ping_timeout"},
    {"engine.cookies", ""},
  };
  for (const auto& [wrong, right] : tests) {
    CAF_MESSAGE(wrong);
    CAF_CHECK_EQUAL(nearest(wrong, known).value_or(""), right);
  }
  CAF_CHECK(!nearest(std::string(1'000'000, 'p'), known));
}

CAF_TEST(escaped bytes are safe in JSON and TOML and on a terminal) {
  const std::pair<std::string, std::string> tests[] = {
    {"", ""},
    {"plain", "plain"},
    {"a\"b\\c", R"(a\"b\\c)"},
    {"\n\r\t", R"(\n\r\t)"},
    {std::string(1, '\0'), R"(\u0000)"},
    {"\x1B[31m", R"(\u001b[31m)"},
    {"\x7F", R"(\u007f)"},
    {"\xC2\x80\xC2\x9F", R"(\u0080\u009f)"},
    {"\xC2\xA0", "\xC2\xA0"},
    {"\xE2\x80\xA8\xE2\x80\xAE", R"(\u2028\u202e)"},
    {"\xE2\x81\xA6\xE2\x81\xA9", R"(\u2066\u2069)"},
    {"h\xC3\xA9 \xF0\x9F\x8E\xAD", "h\xC3\xA9 \xF0\x9F\x8E\xAD"},
    {"\xFF", "\uFFFD"},
    {"\xC3\"", "\uFFFD\\\""},
    {"\xE2\x82", "\uFFFD\uFFFD"},
    {"\xC0\x80", "\uFFFD\uFFFD"},
    {"\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},
    {"\xF4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},
  };
  for (const auto& [bytes, escaped] : tests) {
    CAF_MESSAGE(escaped);
    CAF_CHECK_EQUAL(in_quotes(bytes), '"' + escaped + '"');
  }
}

CAF_TEST(text is wrapped at eighty columns) {
  std::string out;
  append_wrapped(out, std::string(76, 'a') + " b c", "# ");
  CAF_CHECK_EQUAL(out, "# " + std::string(76, 'a') + " b\n# c\n");
  out.clear();
  append_wrapped(out, std::string(90, 'a') + " b", "  ");
  CAF_CHECK_EQUAL(out, "  " + std::string(90, 'a') + "\n  b\n");
}
