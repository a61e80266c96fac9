#define CAF_SUITE config.log_format

#include "config/log_format.hpp"

#include "tests/support/test.hpp"

#include <cmath>

using namespace troupe::log;
using namespace std::chrono;

namespace {

/// 2026-11-23T01:02:03.456789Z
const system_clock::time_point moment =
  sys_days{year{2026} / 11 / 23} + 1h + 2min + 3s + 456'789us;

origin at(system_clock::time_point when, level lvl = level::info) {
  return {lvl, when, "room", "room-opened", "a"};
}

std::string text(fields extra) {
  const std::string start = "2026-11-23T01:02:03.456Z info  room room-opened ";
  const auto line = format_line(format::text, at(moment), extra);
  CAF_CHECK_EQUAL(line.substr(0, start.size()), start);
  return line.substr(start.size());
}

std::string json(fields extra) {
  const std::string start =
    R"({"ts":"2026-11-23T01:02:03.456789Z","level":"info",)"
    R"("component":"room","event":"room-opened","node":"a")";
  const auto line = format_line(format::json, at(moment), extra);
  CAF_CHECK_EQUAL(line.substr(0, start.size()), start);
  return line.substr(start.size());
}

std::string repeat(const std::string& part, int times) {
  std::string out;
  while (times-- > 0)
    out += part;
  return out;
}

} // namespace

CAF_TEST(fields follow in their order) {
  CAF_CHECK_EQUAL(text({}), "node=a");
  CAF_CHECK_EQUAL(json({}), "}");
  CAF_CHECK_EQUAL(
    text({{"nsp", "/"}, {"room", "lobby"}}), "nsp=/ room=lobby node=a");
  CAF_CHECK_EQUAL(
    json({{"nsp", "/"}, {"room", "lobby"}}), R"(,"nsp":"/","room":"lobby"})");
}

CAF_TEST(numbers and booleans stay what they are) {
  const std::initializer_list<field> extra = {
    {"a", -1},
    {"b", std::uint64_t{18'446'744'073'709'551'615u}},
    {"c", 0.5},
    {"d", true},
    {"e", 1e21}};
  CAF_CHECK_EQUAL(
    text(extra), "a=-1 b=18446744073709551615 c=0.5 d=true e=1e+21 node=a");
  CAF_CHECK_EQUAL(
    json(extra),
    R"(,"a":-1,"b":18446744073709551615,"c":0.5,"d":true,"e":1e+21})");
  CAF_CHECK_EQUAL(
    json({{"a", std::nan("")}, {"b", HUGE_VAL}}), R"(,"a":null,"b":null})");
}

CAF_TEST(every level has its name) {
  const std::pair<level, std::string> tests[] = {
    {level::trace, "trace"}, {level::debug, "debug"}, {level::info, "info"},
    {level::warn, "warn"},   {level::error, "error"},
  };
  for (const auto& [lvl, name] : tests) {
    const auto padded = name + std::string(5 - name.size(), ' ');
    CAF_CHECK_EQUAL(
      format_line(format::text, at(moment, lvl), {}).substr(25, 6),
      padded + ' ');
    CAF_CHECK(
      format_line(format::json, at(moment, lvl), {})
        .find("\"level\":\"" + name + "\",") != std::string::npos);
    CAF_CHECK(parse_level(name) == lvl);
  }
  CAF_CHECK(parse_level("off") == level::off);
  CAF_CHECK(parse_level("nonsense") == level::info);
}

CAF_TEST(times are padded and exact) {
  struct instant {
    system_clock::time_point when;
    std::string text;
    std::string json;
  };
  const instant tests[] = {
    {sys_days{year{1970} / 1 / 1}, "1970-01-01T00:00:00.000Z",
     "1970-01-01T00:00:00.000000Z"},
    {sys_days{year{2024} / 2 / 29} + 23h + 59min + 59s + 999'999us,
     "2024-02-29T23:59:59.999Z", "2024-02-29T23:59:59.999999Z"},
    {sys_days{year{1969} / 12 / 31} + 23h + 7us, "1969-12-31T23:00:00.000Z",
     "1969-12-31T23:00:00.000007Z"},
  };
  for (const auto& test : tests) {
    CAF_CHECK_EQUAL(
      format_line(format::text, at(test.when), {}).substr(0, 24), test.text);
    CAF_CHECK_EQUAL(
      format_line(format::json, at(test.when), {}).substr(7, 27), test.json);
  }
}

CAF_TEST(text values are in quotes where they need them) {
  const std::pair<std::string, std::string> tests[] = {
    {"plain", "plain"},
    {"", "\"\""},
    {"a b", "\"a b\""},
    {"a=b", "\"a=b\""},
    {"a\"b", R"("a\"b")"},
    {"a\\b", R"("a\\b")"},
    {"a\nlevel", R"("a\nlevel")"},
    {"\x1B[2J", R"("\u001b[2J")"},
    {"\x7F", R"("\u007f")"},
    {"\xC2\x9B", R"("\u009b")"},
    {"\xC3\xA9", "\xC3\xA9"},
    {"\xFF", "\"\uFFFD\""},
  };
  for (const auto& [value, shown] : tests) {
    CAF_MESSAGE(shown);
    CAF_CHECK_EQUAL(text({{"k", value}}), "k=" + shown + " node=a");
  }
}

CAF_TEST(JSON values are escaped) {
  const std::pair<std::string, std::string> tests[] = {
    {"", ""},
    {"a b=c", "a b=c"},
    {R"("},{"x":")", R"(\"},{\"x\":\")"},
    {"a\\", R"(a\\)"},
    {std::string("\0\n", 2), R"(\u0000\n)"},
    {"\xC2\x85\x7F", R"(\u0085\u007f)"},
    {"\xE2\x80\xAE", R"(\u202e)"},
    {"\xC3(", "\uFFFD("},
  };
  for (const auto& [value, shown] : tests) {
    CAF_MESSAGE(shown);
    CAF_CHECK_EQUAL(json({{"k", value}}), R"(,"k":")" + shown + "\"}");
  }
}

CAF_TEST(the name of the node is a value like others) {
  const origin from{level::warn, moment, "node", "started", "a \"b\""};
  CAF_CHECK(
    format_line(format::text, from, {}).ends_with(R"( node="a \"b\"")"));
  CAF_CHECK(
    format_line(format::json, from, {}).ends_with(R"(,"node":"a \"b\""})"));
}

CAF_TEST(long strings are cut at a character) {
  const std::string two = "\xC3\xA9";
  const std::string four = "\xF0\x9F\x8E\xAD";
  struct long_string {
    std::string value, shown;
  };
  const long_string tests[] = {
    {std::string(200, 'a'), std::string(200, 'a')},
    {std::string(201, 'a'), std::string(200, 'a') + "…"},
    {std::string(1'000'000, 'a'), std::string(200, 'a') + "…"},
    {repeat(two, 100), repeat(two, 100)},
    {repeat(two, 101), repeat(two, 100) + "…"},
    {repeat("a", 1) + repeat(two, 100), repeat("a", 1) + repeat(two, 99) + "…"},
    {repeat(four, 51), repeat(four, 50) + "…"},
    {repeat("a", 1) + repeat(four, 50),
     repeat("a", 1) + repeat(four, 49) + "…"},
    {repeat("abc", 1) + repeat(four, 50),
     repeat("abc", 1) + repeat(four, 49) + "…"},
  };
  for (const auto& test : tests) {
    CAF_CHECK_EQUAL(
      json({{"k", test.value}}), R"(,"k":")" + test.shown + "\"}");
    CAF_CHECK_EQUAL(text({{"k", test.value}}), "k=" + test.shown + " node=a");
  }
  const auto broken = json({{"k", std::string(300, '\x80')}});
  CAF_CHECK_EQUAL(broken, R"(,"k":")" + repeat("\uFFFD", 197) + "…\"}");
}
