#define CAF_SUITE config.toml

#include "config/load.hpp"

#include "tests/support/test.hpp"

#include <fstream>
#include <iterator>

using namespace troupe::config;

namespace {

using strings = std::vector<std::string>;

strings errors_of(const std::string& text) {
  options values;
  return read_toml(text, "troupe.toml", values);
}

struct bad {
  std::string text;
  strings errors;
};

} // namespace

CAF_TEST(a file sets what it names and nothing else) {
  options values;
  CAF_CHECK_EQUAL(
    read_toml(
      "port = 80 # comment\n"
      "cors.origins = ['*']\n"
      "[engine]\n"
      "path = '/io'\n"
      "ping_interval = 300\n"
      "log = {}\n",
      "f", values)
      .size(),
    1u);
  options wanted;
  wanted.port = 80;
  wanted.cors.origins = {"*"};
  wanted.engine.path = "/io/";
  wanted.engine.ping_interval = std::chrono::milliseconds{300};
  CAF_CHECK_EQUAL(to_toml(values), to_toml(wanted));
}

CAF_TEST(an empty file changes nothing) {
  for (const std::string text : {"", "\n", "# comment", "[engine]\n[log]\n"})
    CAF_CHECK_EQUAL(errors_of(text), strings{});
}

CAF_TEST(unknown names are errors with place and hint) {
  const bad tests[] = {
    {"\n\n[engine]\n\n\n\npth = '/x'",
     {"troupe.toml:7:1: unknown key 'engine.pth' (did you mean "
      "'engine.path'?)"}},
    {"prot = 80",
     {"troupe.toml:1:1: unknown key 'prot' (did you mean 'port'?)"}},
    {"colour = 'red'", {"troupe.toml:1:1: unknown key 'colour'"}},
    {"engine.pth = 1",
     {"troupe.toml:1:8: unknown key 'engine.pth' (did you mean "
      "'engine.path'?)"}},
    {"[engin]\npath = 1\nport = 2",
     {"troupe.toml:1:2: unknown section 'engin' (did you mean 'engine'?)"}},
    {"[[engine]]\npath = '/'",
     {"troupe.toml:1:1: 'engine' must be a section, [engine]"}},
    {"[engine.more]\nx = 1",
     {"troupe.toml:1:9: unknown section 'engine.more'"}},
    {"\"\\u001B[2J\" = 1", {R"(troupe.toml:1:1: unknown key '\u001b[2J')"}},
    {"'' = 1", {"troupe.toml:1:1: unknown key ''"}},
  };
  for (const auto& test : tests)
    CAF_CHECK_EQUAL(errors_of(test.text), test.errors);
}

CAF_TEST(wrong values are errors with place and expectation) {
  const bad tests[] = {
    {"port = '80'",
     {"troupe.toml:1:8: 'port' must be an integer from 0 to 65535"}},
    {"port = 80.0",
     {"troupe.toml:1:8: 'port' must be an integer from 0 to 65535"}},
    {"port = 65536",
     {"troupe.toml:1:8: 'port' must be an integer from 0 to 65535"}},
    {"[port]", {"troupe.toml:1:1: 'port' must be an integer from 0 to 65535"}},
    {"engine = 5", {"troupe.toml:1:10: 'engine' must be a section, [engine]"}},
    {"[engine]\nallow_upgrades = 'yes'",
     {"troupe.toml:2:18: 'engine.allow_upgrades' must be true or false"}},
    {"engine.transports = ['polling', 1]",
     {"troupe.toml:1:21: 'engine.transports' must be a non-empty list out of "
      "polling, websocket"}},
    {"log.level = 'loud'",
     {"troupe.toml:1:13: 'log.level' must be one of trace, debug, info, warn, "
      "error, off"}},
    {"engine.path = 'x'",
     {"troupe.toml:1:15: 'engine.path' must be a URL path that starts with "
      "'/'"}},
    {"engine.ping_timeout = 1979-05-27",
     {"troupe.toml:1:23: 'engine.ping_timeout' must be a duration from 1ms to "
      "24h, like 300ms, 25s or 2m"}},
  };
  for (const auto& test : tests)
    CAF_CHECK_EQUAL(errors_of(test.text), test.errors);
}

CAF_TEST(all errors come in order of their lines) {
  const strings errors =
    errors_of("threads = -1\nport = 'x'\nhost = 1\n[log]\nlevel = 1\n"
              "[chat]\ntest = true\n");
  const strings wanted{
    "troupe.toml:1:11: 'threads' must be an integer from 0 to 256",
    "troupe.toml:2:8: 'port' must be an integer from 0 to 65535",
    "troupe.toml:3:8: 'host' must be a string of printable characters",
    "troupe.toml:5:9: 'log.level' must be one of trace, debug, info, warn, "
    "error, off",
    "troupe.toml:7:1: unknown key 'chat.test'"};
  CAF_CHECK_EQUAL(errors, wanted);
}

CAF_TEST(what is not TOML is one error with its place) {
  const std::pair<std::string, std::string> tests[] = {
    {"port 80", "troupe.toml:1:6: "},
    {"port = 80\nport = 81", "troupe.toml:2:"},
    {"[engine]\n[log]\n[engine]", "troupe.toml:3:"},
    {"host = 'a", "troupe.toml:1:"},
    {"host = '\xFF'", "troupe.toml:1:"},
    {"allow_eio3 = fals\ne", "troupe.toml:1:"},
    {"host = " + std::string(100'000, '['), "troupe.toml:1:"},
  };
  for (const auto& [text, place] : tests) {
    CAF_MESSAGE(place);
    const auto errors = errors_of(text);
    CAF_REQUIRE_EQUAL(errors.size(), 1u);
    CAF_CHECK(errors.front().starts_with(place));
    CAF_CHECK(errors.front().size() > place.size());
    CAF_CHECK(errors.front().find('\n') == std::string::npos);
  }
}

CAF_TEST(a printed file reads back) {
  options values;
  values.name = "a \"b\"\\ \xC3\xA9";
  values.engine.transports = {"websocket"};
  values.cors.origins = {"https://a.example", "null"};
  values.cors.max_age = std::chrono::seconds{90};
  values.engine.max_http_buffer_size = 1'234'567;
  options again;
  CAF_CHECK_EQUAL(read_toml(to_toml(values), "f", again), strings{});
  CAF_CHECK_EQUAL(to_toml(again), to_toml(values));
  CAF_CHECK_NOT_EQUAL(to_toml(again), to_toml(options{}));
}

CAF_TEST(the documented file is what the schema says) {
  options defaults;
  defaults.cors.origins = {"*"};
  defaults.ctl.socket = "auto";
  std::ifstream file{TROUPE_SOURCE_DIR "/config/troupe.toml"};
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  CAF_CHECK_EQUAL(text, to_toml(defaults));
}
