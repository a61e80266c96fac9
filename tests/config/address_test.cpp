#define CAF_SUITE config.address

#include "config/address.hpp"

#include "tests/support/test.hpp"

using namespace troupe::config;
using namespace std::literals;

namespace {

constexpr std::string_view malformed[] = {
  "",
  ":",
  "name",
  "name:",
  ":4370",
  "1.2.3.4",
  "4370",
  "::1",
  "::1:4370",
  "fe80::1:4370",
  "[::1]",
  "[::1]4370",
  "[::1]:",
  "[]:1",
  "[:1",
  "]:1",
  "[name]:1",
  "[1.2.3.4]:1",
  "[::1%]:1",
  "[::1%a b]:1",
  "[::1]]:1",
  "name:65536",
  "name:99999999999999999999",
  "name:-1",
  "name:+1",
  "name: 1",
  "name:1 ",
  "name:0x10",
  "name:http",
  " name:1",
  "a b:1",
  "user@name:1",
  "tcp://name:1",
  "name:1/path",
  "name:1:2",
  "n\0me:1"sv,
};

} // namespace

CAF_TEST(a host and a port are read and written back) {
  const std::pair<std::string_view, host_port> tests[] = {
    {"1.2.3.4:4370", {"1.2.3.4", 4370}},
    {"[::1]:4370", {"::1", 4370}},
    {"[fe80::1%eth0]:1", {"fe80::1%eth0", 1}},
    {"[::ffff:10.0.0.1]:80", {"::ffff:10.0.0.1", 80}},
    {"name:4370", {"name", 4370}},
    {"a-b.Example_1.org:65535", {"a-b.Example_1.org", 65535}},
    {"0.0.0.0:0", {"0.0.0.0", 0}},
  };
  for (const auto& [text, expected] : tests) {
    CAF_MESSAGE(text);
    const auto parsed = parse_host_port(text);
    CAF_REQUIRE(parsed);
    CAF_CHECK_EQUAL(parsed->host, expected.host);
    CAF_CHECK_EQUAL(parsed->port, expected.port);
    CAF_CHECK_EQUAL(to_string(*parsed), text);
  }
}

CAF_TEST(what is not both is nothing) {
  for (const auto text : malformed) {
    CAF_MESSAGE(text);
    CAF_CHECK(!parse_host_port(text));
  }
}

CAF_TEST(loopback is told by the address alone) {
  const std::pair<std::string_view, bool> tests[] = {
    {"localhost", true},
    {"LocalHost", true},
    {"127.0.0.1", true},
    {"127.255.0.9", true},
    {"::1", true},
    {"0:0:0:0:0:0:0:1", true},
    {"::ffff:127.0.0.1", true},
    {"", false},
    {"0.0.0.0", false},
    {"::", false},
    {"128.0.0.1", false},
    {"126.255.255.255", false},
    {"10.0.0.127", false},
    {"::ffff:10.0.0.1", false},
    {"::7f00:1", false},
    {"localhost.example.org", false},
    {"127.0.0.1.example.org", false},
    {"node-1", false},
  };
  for (const auto& [host, expected] : tests) {
    CAF_MESSAGE(host);
    CAF_CHECK_EQUAL(is_loopback(host), expected);
  }
}
