#define CAF_SUITE net.proxy_trust

#include "net/proxy_trust.hpp"

#include "tests/support/test.hpp"

using namespace troupe::net;

namespace {

using strings = std::vector<std::string>;

const proxy_trust inside{{"127.0.0.1", "10.0.0.0/8", "fd00::/8"}};

std::string list_of(const std::string& value) {
  return inside.client_of("127.0.0.1", {{"x-forwarded-for", value}});
}

std::string forwarded(const std::string& value) {
  return inside.client_of("127.0.0.1", {{"forwarded", value}});
}

std::string node(std::string_view text) {
  const auto read = parse_forwarded_node(text);
  return read ? to_string(*read) : "none";
}

} // namespace

CAF_TEST(the last that is not trusted is the client) {
  const std::pair<std::string, std::string> rows[] = {
    {"203.0.113.7", "203.0.113.7"},
    {" 203.0.113.7 ", "203.0.113.7"},
    {"203.0.113.7, 10.1.1.1", "203.0.113.7"},
    {"203.0.113.7,10.1.1.1,\t10.2.2.2", "203.0.113.7"},
    {"1.1.1.1, 203.0.113.7, 10.1.1.1", "203.0.113.7"},
    {"10.9.9.9, 203.0.113.7, 10.1.1.1", "203.0.113.7"},
    {"10.1.1.1, 10.2.2.2", "10.1.1.1"},
    {"2001:db8::7", "2001:db8::7"},
    {"[2001:db8::7]:443, fd00::1", "2001:db8::7"},
    {"203.0.113.7:5555", "203.0.113.7"},
    {"::ffff:203.0.113.7", "203.0.113.7"},
    {"\"203.0.113.7\"", "203.0.113.7"},
  };
  for (const auto& [value, client] : rows)
    CAF_CHECK_EQUAL(list_of(value), client);
}

CAF_TEST(what is no address ends the walk) {
  const std::pair<std::string, std::string> rows[] = {
    {"", "127.0.0.1"},
    {"unknown", "127.0.0.1"},
    {"203.0.113.7, unknown", "127.0.0.1"},
    {"203.0.113.7, ", "127.0.0.1"},
    {"203.0.113.7, , 10.1.1.1", "10.1.1.1"},
    {"203.0.113.7, <script>, 10.1.1.1", "10.1.1.1"},
    {"203.0.113.7 10.1.1.1", "127.0.0.1"},
    {"203.0.113.7;10.1.1.1", "127.0.0.1"},
    {",", "127.0.0.1"},
  };
  for (const auto& [value, client] : rows)
    CAF_CHECK_EQUAL(list_of(value), client);
}

CAF_TEST(headers that come several times are one list) {
  const string_pairs headers{
    {"x-forwarded-for", "1.1.1.1"},
    {"host", "a"},
    {"x-forwarded-for", "203.0.113.7, 10.1.1.1"},
    {"x-forwarded-for", "10.2.2.2"}};
  CAF_CHECK_EQUAL(inside.client_of("10.3.3.3", headers), "203.0.113.7");
}

CAF_TEST(a hundred hops are walked) {
  std::string list{"203.0.113.7"};
  for (int i = 0; i < 100; ++i)
    list += ", 10.0.0." + std::to_string(i);
  CAF_CHECK_EQUAL(list_of(list), "203.0.113.7");
  CAF_CHECK_EQUAL(list_of(std::string(8000, ',')), "127.0.0.1");
}

CAF_TEST(Forwarded counts where the other is missing) {
  const std::pair<std::string, std::string> rows[] = {
    {"for=203.0.113.7", "203.0.113.7"},
    {"For=203.0.113.7;proto=http;by=10.0.0.1", "203.0.113.7"},
    {"proto=http; for=203.0.113.7", "203.0.113.7"},
    {"for=203.0.113.7, for=10.1.1.1", "203.0.113.7"},
    {"for=\"[2001:db8::7]:4711\"", "2001:db8::7"},
    {"for=\"203.0.113.7:80\"", "203.0.113.7"},
    {"for=_hidden", "127.0.0.1"},
    {"for=unknown", "127.0.0.1"},
    {"for=203.0.113.7, proto=http", "127.0.0.1"},
    {"203.0.113.7", "127.0.0.1"},
    {"for=", "127.0.0.1"},
    {"", "127.0.0.1"},
    {";;;", "127.0.0.1"},
  };
  for (const auto& [value, client] : rows)
    CAF_CHECK_EQUAL(forwarded(value), client);
  const string_pairs both{
    {"forwarded", "for=1.1.1.1"}, {"x-forwarded-for", "203.0.113.7"}};
  CAF_CHECK_EQUAL(inside.client_of("127.0.0.1", both), "203.0.113.7");
}

CAF_TEST(who is not trusted is not believed) {
  const string_pairs headers{{"x-forwarded-for", "1.1.1.1"}};
  CAF_CHECK_EQUAL(inside.client_of("203.0.113.9", headers), "203.0.113.9");
  CAF_CHECK_EQUAL(proxy_trust{}.client_of("127.0.0.1", headers), "127.0.0.1");
  CAF_CHECK_EQUAL(inside.client_of("", headers), "");
  const proxy_trust local{strings{"unix"}};
  CAF_CHECK_EQUAL(local.client_of("", headers), "1.1.1.1");
  CAF_CHECK_EQUAL(local.client_of("127.0.0.1", headers), "127.0.0.1");
}

CAF_TEST(nodes are read with and without ports) {
  const std::pair<std::string, std::string> rows[] = {
    {"192.0.2.1", "192.0.2.1"},
    {"192.0.2.1:0", "192.0.2.1"},
    {"[::1]", "::1"},
    {"[::1]:65535", "::1"},
    {"::1", "::1"},
    {"\"[::1]\"", "::1"},
    {"[::1", "none"},
    {"[::1]x", "none"},
    {"[::1]:", "none"},
    {"[]", "none"},
    {"192.0.2.1:", "none"},
    {"192.0.2.1:http", "none"},
    {"192.0.2.1:123456", "none"},
    {"\"", "none"},
    {"\"\"", "none"},
    {"", "none"},
  };
  for (const auto& [text, shown] : rows)
    CAF_CHECK_EQUAL(node(text), shown);
}

CAF_TEST(a request says that it was forwarded) {
  CAF_CHECK(says_forwarded({{"x-forwarded-for", ""}}));
  CAF_CHECK(says_forwarded({{"forwarded", "for=a"}}));
  CAF_CHECK(!says_forwarded({{"x-forwarded-proto", "https"}}));
}
