#define CAF_SUITE config.ip_address

#include "config/ip_address.hpp"

#include "tests/support/test.hpp"

#include <vector>

using namespace troupe::config;

namespace {

std::string normal(std::string_view text) {
  const auto read = parse_ip(text);
  return read ? to_string(*read) : "none";
}

bool within(std::string_view network, std::string_view address) {
  return parse_ip_network(network)->contains(*parse_ip(address));
}

} // namespace

CAF_TEST(addresses are read in each form) {
  const std::vector<std::pair<std::string_view, std::string_view>> rows{
    {"192.0.2.1", "192.0.2.1"},
    {"0.0.0.0", "0.0.0.0"},
    {"255.255.255.255", "255.255.255.255"},
    {"::1", "::1"},
    {"::", "::"},
    {"2001:DB8:0:0::1", "2001:db8::1"},
    {"::ffff:192.0.2.1", "192.0.2.1"},
    {"fe80::1%eth0", "fe80::1"},
  };
  for (const auto& [text, shown] : rows)
    CAF_CHECK_EQUAL(normal(text), shown);
}

CAF_TEST(anything else is none) {
  const std::string with_zero{"192.0.2.1\0x", 11};
  const std::vector<std::string_view> rows{
    "",
    " ",
    "192.0.2",
    "192.0.2.256",
    "192.0.2.1.1",
    "1.2.3.4 ",
    " 1.2.3.4",
    "01.2.3.4",
    "1.2.3.-4",
    "0x1.2.3.4",
    "12345",
    "localhost",
    ":",
    ":::",
    "2001:db8:::1",
    "[::1]",
    "1.2.3.4:80",
    "%eth0",
    "unknown",
    "2001:db8::g",
    with_zero,
    "1111:2222:3333:4444:5555:6666:7777:8888:9999",
    "111111111111111111111111111111111111111111111111111111111111",
  };
  for (const auto text : rows)
    CAF_CHECK_EQUAL(normal(text), "none");
}

CAF_TEST(the two spellings of an IPv4 address are one) {
  CAF_CHECK(parse_ip("::ffff:10.0.0.1") == parse_ip("10.0.0.1"));
  CAF_CHECK(parse_ip("10.0.0.1")->is_v4());
  CAF_CHECK(!parse_ip("::1")->is_v4());
}

CAF_TEST(networks hold what begins as they do) {
  struct row {
    std::string_view network, address;
    bool inside;
  };
  const std::vector<row> rows{
    {"10.0.0.0/8", "10.255.0.1", true},
    {"10.0.0.0/8", "11.0.0.1", false},
    {"10.0.0.0/8", "::ffff:10.1.2.3", true},
    {"10.1.2.3", "10.1.2.3", true},
    {"10.1.2.3", "10.1.2.4", false},
    {"10.1.2.3/32", "10.1.2.3", true},
    {"0.0.0.0/0", "203.0.113.9", true},
    {"0.0.0.0/0", "2001:db8::1", false},
    {"192.168.4.0/22", "192.168.7.255", true},
    {"192.168.4.0/22", "192.168.8.0", false},
    {"2001:db8::/32", "2001:db8:ffff::1", true},
    {"2001:db8::/32", "2001:db9::1", false},
    {"::/0", "2001:db8::1", true},
    {"::/0", "10.0.0.1", true},
    {"::1", "::1", true},
    {"::ffff:10.0.0.0/104", "10.9.9.9", true},
    {"fe80::/10", "febf::1", true},
    {"fe80::/10", "fec0::1", false},
  };
  for (const auto& [network, address, inside] : rows)
    CAF_CHECK_EQUAL(within(network, address), inside);
}

CAF_TEST(what is no network is refused) {
  const std::vector<std::string_view> rows{
    "",
    "10.0.0.0/",
    "10.0.0.0/33",
    "10.0.0.0/-1",
    "10.0.0.0/8x",
    "10.0.0.1/8",
    "::/129",
    "10.0.0.0/08",
    "/8",
    "10.0.0.0 /8",
    "fe80::1%a",
    "2001:db8::1/32",
    "10.0.0.0/8/8",
    "all",
    "10.0.0.0/+8",
  };
  for (const auto text : rows)
    CAF_CHECK(!parse_ip_network(text));
}

CAF_TEST(quotas count networks of 64 bits of IPv6) {
  const auto counted = [](std::string_view text) {
    return to_string(quota_address(*parse_ip(text)));
  };
  CAF_CHECK_EQUAL(counted("192.0.2.1"), "192.0.2.1");
  CAF_CHECK_EQUAL(counted("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
}

CAF_TEST(trusted proxies are networks or unix) {
  for (const auto* good : {"unix", "127.0.0.1", "10.0.0.0/8", "::1"})
    CAF_CHECK(is_trusted_proxy(good));
  for (const auto* bad : {"", "any", "Unix", "proxy.example", "10.0.0.1/8"})
    CAF_CHECK(!is_trusted_proxy(bad));
}
