#define CAF_SUITE config.schema

#include "config/schema.hpp"

#include "config/load.hpp"
#include "tests/support/test.hpp"

#include <set>

using namespace troupe::config;

namespace {

struct reading {
  std::string key;
  given value;
  std::string result; ///< as TOML; empty = refused
};

void check(const reading& test) {
  CAF_MESSAGE(test.key << " to become " << test.result);
  const auto* option = find_option(test.key);
  CAF_REQUIRE(option != nullptr);
  options values;
  const auto before = to_toml(values);
  const bool accepted = assign(option->type, values, test.value);
  CAF_CHECK_EQUAL(accepted, !test.result.empty());
  if (accepted)
    CAF_CHECK_EQUAL(print(option->type, values), test.result);
  else
    CAF_CHECK_EQUAL(to_toml(values), before);
}

using strings = std::vector<std::string>;

} // namespace

CAF_TEST(every key is unique and in its section) {
  std::set<std::string> keys;
  std::set<std::string> variables;
  std::set<std::string_view> used;
  for (const auto& option : schema()) {
    CAF_MESSAGE(std::string{option.key});
    CAF_CHECK(keys.emplace(option.key).second);
    CAF_CHECK(variables.insert(environment_name(option.key)).second);
    CAF_CHECK(option.doc.ends_with('.'));
    used.insert(section_of(option.key));
  }
  std::set<std::string_view> known;
  for (const auto& section : sections())
    CAF_CHECK(known.insert(section.name).second);
  CAF_CHECK(used == known);
}

CAF_TEST(every default is one that may be given) {
  for (const auto& option : schema()) {
    CAF_MESSAGE(std::string{option.key});
    options values;
    const auto line =
      std::string{option.key} + " = " + print(option.type, values);
    CAF_CHECK_EQUAL(read_toml(line, "f", values), strings{});
    CAF_CHECK_EQUAL(to_toml(values), to_toml(options{}));
  }
}

CAF_TEST(keys have names for the environment) {
  CAF_CHECK_EQUAL(environment_name("port"), "TROUPE_PORT");
  CAF_CHECK_EQUAL(
    environment_name("engine.ping_interval"), "TROUPE_ENGINE_PING_INTERVAL");
  CAF_CHECK(find_option("engine") == nullptr);
  CAF_CHECK(find_option("") == nullptr);
}

CAF_TEST(booleans and integers) {
  const reading tests[] = {
    {"chat.test_events", true, "true"},
    {"chat.test_events", untyped{"true"}, "true"},
    {"limits.enabled", untyped{"false"}, "false"},
    {"limits.enabled", untyped{"no"}, ""},
    {"limits.enabled", untyped{""}, ""},
    {"limits.enabled", std::string{"true"}, ""},
    {"limits.enabled", std::int64_t{1}, ""},
    {"port", std::int64_t{0}, "0"},
    {"port", std::int64_t{65'535}, "65535"},
    {"port", std::int64_t{65'536}, ""},
    {"port", std::int64_t{-1}, ""},
    {"port", untyped{"80"}, "80"},
    {"port", untyped{"+80"}, ""},
    {"port", untyped{" 80"}, ""},
    {"port", untyped{"80 "}, ""},
    {"port", untyped{"8e1"}, ""},
    {"port", untyped{""}, ""},
    {"port", untyped{"99999999999999999999"}, ""},
    {"port", std::string{"80"}, ""},
    {"port", true, ""},
    {"port", std::monostate{}, ""},
    {"threads", untyped{"256"}, "256"},
    {"threads", untyped{"257"}, ""},
    {"limits.json_depth", untyped{"0"}, ""},
    {"limits.json_depth", untyped{"1024"}, "1024"},
    {"limits.json_depth", untyped{"1025"}, ""},
  };
  for (const auto& test : tests)
    check(test);
}

CAF_TEST(durations) {
  const reading tests[] = {
    {"engine.ping_interval", std::string{"300ms"}, "\"300ms\""},
    {"engine.ping_interval", std::string{"25s"}, "\"25s\""},
    {"engine.ping_interval", std::string{"1500ms"}, "\"1500ms\""},
    {"engine.ping_interval", std::string{"2m"}, "\"2m\""},
    {"engine.ping_interval", std::string{"120s"}, "\"2m\""},
    {"engine.ping_interval", std::string{"1h"}, "\"1h\""},
    {"engine.ping_interval", std::string{"24h"}, "\"24h\""},
    {"engine.ping_interval", std::int64_t{1000}, "\"1s\""},
    {"engine.ping_interval", untyped{"1001"}, "\"1001ms\""},
    {"engine.ping_interval", std::int64_t{0}, ""},
    {"engine.ping_interval", std::string{"25h"}, ""},
    {"engine.ping_interval", std::string{"-1s"}, ""},
    {"engine.ping_interval", std::string{"1.5s"}, ""},
    {"engine.ping_interval", std::string{"1 s"}, ""},
    {"engine.ping_interval", std::string{"1d"}, ""},
    {"engine.ping_interval", std::string{"s"}, ""},
    {"engine.ping_interval", std::string{"9223372036854775807h"}, ""},
    {"engine.ping_interval", std::string{"-9223372036854775808h"}, ""},
    {"engine.ping_interval", true, ""},
    {"log.actor_tree_interval", std::string{"0s"}, "\"0s\""},
    {"cors.max_age", std::string{"10m"}, "\"10m\""},
    {"cors.max_age", std::int64_t{5000}, "\"5s\""},
    {"cors.max_age", std::int64_t{600}, ""},
    {"cors.max_age", std::string{"1500ms"}, ""},
  };
  for (const auto& test : tests)
    check(test);
}

CAF_TEST(traces) {
  const reading tests[] = {
    {"log.trace", std::string{"room:lobby"}, "\"room:lobby\""},
    {"log.trace", untyped{"sid:01234567"}, "\"sid:01234567\""},
    {"log.trace", untyped{""}, "\"\""},
    {"log.trace", untyped{"off"}, "\"off\""},
    {"log.trace", untyped{"lobby"}, ""},
    {"log.trace", untyped{"sid:0123456"}, ""},
    {"log.trace", untyped{"room:a\nb"}, ""},
  };
  for (const auto& test : tests)
    check(test);
}

CAF_TEST(sizes) {
  const reading tests[] = {
    {"engine.max_http_buffer_size", std::int64_t{1}, "1"},
    {"engine.max_http_buffer_size", std::int64_t{1'000'001}, "1000001"},
    {"engine.max_http_buffer_size", std::string{"1MB"}, "\"1MB\""},
    {"engine.max_http_buffer_size", std::string{"1MiB"}, "\"1MiB\""},
    {"engine.max_http_buffer_size", std::int64_t{1 << 20}, "\"1MiB\""},
    {"engine.max_http_buffer_size", std::string{"64KB"}, "\"64KB\""},
    {"engine.max_http_buffer_size", std::string{"64KiB"}, "\"64KiB\""},
    {"engine.max_http_buffer_size", untyped{"64000"}, "\"64KB\""},
    {"engine.max_http_buffer_size", std::string{"1GiB"}, "\"1GiB\""},
    {"engine.max_http_buffer_size", std::string{"1GB"}, "\"1GB\""},
    {"engine.max_http_buffer_size", std::string{"2GB"}, ""},
    {"engine.max_http_buffer_size", std::int64_t{0}, ""},
    {"engine.max_http_buffer_size", std::string{"1mb"}, ""},
    {"engine.max_http_buffer_size", std::string{"MB"}, ""},
    {"engine.max_http_buffer_size", std::string{"99999999999999GB"}, ""},
    {"engine.max_http_buffer_size", strings{"1"}, ""},
  };
  for (const auto& test : tests)
    check(test);
}

CAF_TEST(text and paths) {
  const reading tests[] = {
    {"host", std::string{"::1"}, "\"::1\""},
    {"host", untyped{""}, "\"\""},
    {"name", untyped{"a \"b\" \\"}, R"("a \"b\" \\")"},
    {"name", untyped{"caf\xC3\xA9"}, "\"caf\xC3\xA9\""},
    {"host", untyped{"a\r\nb"}, ""},
    {"host", untyped{"a\x7F"}, ""},
    {"host", std::int64_t{1}, ""},
    {"log.level", untyped{"warn"}, "\"warn\""},
    {"log.level", untyped{"WARN"}, ""},
    {"log.level", untyped{""}, ""},
    {"log.format", std::string{"json"}, "\"json\""},
    {"log.format", std::string{"xml"}, ""},
    {"engine.path", untyped{"/"}, "\"/\""},
    {"engine.path", untyped{"/x"}, "\"/x/\""},
    {"engine.path", untyped{"/x/y/"}, "\"/x/y/\""},
    {"engine.path", untyped{"x/"}, ""},
    {"engine.path", untyped{""}, ""},
    {"engine.path", untyped{"/a?b"}, ""},
  };
  for (const auto& test : tests)
    check(test);
}

CAF_TEST(lists) {
  const reading tests[] = {
    {"cors.origins", untyped{""}, "[]"},
    {"cors.origins", untyped{"*"}, "[\"*\"]"},
    {"cors.origins", untyped{"http://a, http://b"},
     R"(["http://a", "http://b"])"},
    {"cors.origins", strings{}, "[]"},
    {"cors.origins", strings{"a,b"}, "[\"a,b\"]"},
    {"cors.origins", untyped{"a,,b"}, ""},
    {"cors.origins", untyped{"a,"}, ""},
    {"cors.origins", strings{""}, ""},
    {"cors.origins", strings{"a\nb"}, ""},
    {"cors.origins", std::string{"a"}, ""},
    {"engine.transports", untyped{"websocket"}, "[\"websocket\"]"},
    {"engine.transports", untyped{"poling"}, ""},
    {"engine.transports", untyped{""}, ""},
    {"engine.transports", strings{"polling", "flash"}, ""},
  };
  for (const auto& test : tests)
    check(test);
}

CAF_TEST(what is expected is said in words) {
  const std::pair<std::string, std::string> tests[] = {
    {"port", "an integer from 0 to 65535"},
    {"chat.test_events", "true or false"},
    {"engine.ping_interval",
     "a duration from 1ms to 24h, like 300ms, 25s or 2m"},
    {"cors.max_age",
     "a duration in whole seconds from 0s to 24h, like 25s or 2m"},
    {"engine.max_http_buffer_size",
     "a size from 1 to 1GiB, like 64KB or 64KiB"},
    {"host", "a string of printable characters"},
    {"log.format", "one of auto, text, json"},
    {"engine.path", "a URL path that starts with '/'"},
    {"cors.origins", "a list of non-empty strings"},
    {"engine.transports", "a non-empty list out of polling, websocket"},
  };
  for (const auto& [key, words] : tests)
    CAF_CHECK_EQUAL(expected(find_option(key)->type), words);
}
