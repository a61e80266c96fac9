#define CAF_SUITE net.address_quotas

#include "net/address_quotas.hpp"

#include "net/quota_refusal.hpp"
#include "tests/support/test.hpp"

#include <algorithm>

using namespace troupe::net;
using namespace std::chrono_literals;
using kind = quota_excess::kind;
using troupe::config::ip_address;
using troupe::config::limit_options;

namespace {

constexpr address_quotas::clock::time_point start{100h};

ip_address ip(std::string_view text) {
  return *troupe::config::parse_ip(text);
}

/// The nth address of many.
ip_address nth(unsigned n) {
  auto made = ip("10.0.0.0");
  made.bytes[13] = static_cast<std::uint8_t>(n >> 16);
  made.bytes[14] = static_cast<std::uint8_t>(n >> 8);
  made.bytes[15] = static_cast<std::uint8_t>(n);
  return made;
}

struct counted {
  std::optional<quota_excess>
  enter(const ip_address& from, std::unique_ptr<address_place>& place) {
    return table->enter(from, limits, place, now);
  }
  /// How many of so many handshakes are let in.
  int handshakes(const ip_address& from, int count) {
    int in = 0;
    for (int i = 0; i < count; ++i)
      in += table->ask_handshake(from, limits, now) ? 0 : 1;
    return in;
  }

  std::shared_ptr<address_quotas> table = std::make_shared<address_quotas>();
  limit_options limits;
  address_quotas::clock::time_point now = start;
};

} // namespace

CAF_TEST(an address has so many connections at a time) {
  counted all;
  all.limits.connections_per_address = 2;
  std::unique_ptr<address_place> a, b, c, other;
  CAF_CHECK(!all.enter(ip("192.0.2.1"), a));
  CAF_CHECK(!all.enter(ip("192.0.2.1"), b));
  const auto over = all.enter(ip("192.0.2.1"), c);
  CAF_REQUIRE(over);
  CAF_CHECK(over->what == kind::address_connections);
  CAF_CHECK_EQUAL(over->by.limit, 2u);
  CAF_CHECK(!c);
  CAF_CHECK(!all.enter(ip("192.0.2.2"), other));
  a.reset();
  CAF_CHECK(!all.enter(ip("192.0.2.1"), c));
}

CAF_TEST(a place can become that of another address) {
  counted all;
  all.limits.connections_per_address = 1;
  std::unique_ptr<address_place> proxied, other;
  CAF_CHECK(!all.enter(ip("192.0.2.1"), proxied));
  CAF_CHECK(!all.enter(ip("192.0.2.2"), proxied));
  CAF_CHECK(proxied->counted_for() == ip("192.0.2.2"));
  CAF_CHECK(!all.enter(ip("192.0.2.1"), other));
}

CAF_TEST(one network of IPv6 is one address) {
  counted all;
  all.limits.connections_per_address = 1;
  std::unique_ptr<address_place> a, b, c;
  CAF_CHECK(!all.enter(ip("2001:db8:0:1::1"), a));
  CAF_CHECK(all.enter(ip("2001:db8:0:1:ffff::2"), b));
  CAF_CHECK(!all.enter(ip("2001:db8:0:2::1"), c));
}

CAF_TEST(handshakes of an address come back with time) {
  counted all;
  all.limits.handshakes_per_second_per_address = 10;
  all.limits.handshakes_burst_per_address = 20;
  CAF_CHECK_EQUAL(all.handshakes(ip("192.0.2.1"), 100), 20);
  CAF_CHECK_EQUAL(all.handshakes(ip("192.0.2.2"), 5), 5);
  all.now += 500ms;
  CAF_CHECK_EQUAL(all.handshakes(ip("192.0.2.1"), 100), 5);
  const auto over =
    all.table->ask_handshake(ip("192.0.2.1"), all.limits, all.now);
  CAF_REQUIRE(over);
  CAF_CHECK(over->what == kind::address_handshakes);
  CAF_CHECK(over->wait > 90ms && over->wait <= 101ms);
}

CAF_TEST(all together have a rate too) {
  counted all;
  all.limits.handshakes_per_second = 50;
  all.limits.handshakes_per_second_per_address = 10;
  all.limits.handshakes_burst_per_address = 20;
  int in = 0;
  for (unsigned i = 0; i < 10; ++i)
    in += all.handshakes(nth(i), 10);
  CAF_CHECK_EQUAL(in, 50);
  const auto over = all.table->ask_handshake({}, all.limits, all.now);
  CAF_REQUIRE(over);
  CAF_CHECK(over->what == kind::handshakes);
  CAF_CHECK_EQUAL(over->by.option, "limits.handshakes_per_second");
}

CAF_TEST(who is over the own rate takes nothing from others) {
  counted all;
  all.limits.handshakes_per_second = 50;
  all.limits.handshakes_per_second_per_address = 1;
  all.limits.handshakes_burst_per_address = 10;
  CAF_CHECK_EQUAL(all.handshakes(nth(1), 1000), 10);
  CAF_CHECK_EQUAL(all.handshakes(nth(2), 10), 10);
  CAF_CHECK_EQUAL(all.handshakes(nth(3), 10), 10);
}

CAF_TEST(failures of an address block it for a while) {
  counted all;
  all.limits.failed_auth_per_minute = 10;
  const auto bad = ip("192.0.2.1");
  for (int i = 0; i < 9; ++i)
    all.table->count_failed_auth(bad, 10, all.now);
  CAF_CHECK(!all.table->auth_blocked(bad, 10, all.now));
  CAF_CHECK(!all.table->ask_handshake(bad, all.limits, all.now));
  for (int i = 0; i < 100; ++i)
    all.table->count_failed_auth(bad, 10, all.now);
  CAF_CHECK(all.table->auth_blocked(bad, 10, all.now));
  CAF_CHECK(!all.table->auth_blocked(ip("192.0.2.2"), 10, all.now));
  const auto over = all.table->ask_handshake(bad, all.limits, all.now);
  CAF_REQUIRE(over);
  CAF_CHECK(over->what == kind::failed_auth);
  CAF_CHECK(over->wait > 5s && over->wait < 7s);
  all.now += 7s;
  CAF_CHECK(!all.table->auth_blocked(bad, 10, all.now));
  CAF_CHECK(!all.table->ask_handshake(bad, all.limits, all.now));
}

CAF_TEST(without limits nobody is counted) {
  counted all;
  CAF_CHECK_EQUAL(all.handshakes(nth(1), 1000), 1000);
  CAF_CHECK_EQUAL(all.table->size(), 0u);
}

CAF_TEST(the table is bounded and forgets the idle) {
  counted all;
  all.table = std::make_shared<address_quotas>(2000);
  all.limits.connections_per_address = 1;
  std::vector<std::unique_ptr<address_place>> places(3000);
  for (unsigned i = 0; i < 3000; ++i)
    CAF_CHECK(!all.enter(nth(i), places[i]));
  CAF_CHECK_EQUAL(all.table->size(), 2000u);
  CAF_CHECK(!places[2500]);
  // One that is not counted is let in as often as it likes.
  std::unique_ptr<address_place> again;
  CAF_CHECK(!all.enter(nth(2500), again));
  // Those that are gone make room, those that are there do not.
  for (unsigned i = 0; i < 1000; ++i)
    places[i].reset();
  all.now += 3min;
  CAF_CHECK(!all.enter(nth(2500), again));
  CAF_CHECK(again);
  CAF_CHECK_EQUAL(all.table->size(), 1001u);
  CAF_CHECK(all.enter(nth(1500), places[0]));
}

CAF_TEST(the log is told once a minute) {
  counted all;
  all.limits.handshakes_per_second = 1;
  CAF_CHECK_EQUAL(all.handshakes(nth(1), 1), 1);
  const auto told = [&] {
    return all.table->ask_handshake(nth(1), all.limits, all.now)->told;
  };
  CAF_CHECK(!told());
  CAF_CHECK(told());
  all.now += 61s;
  CAF_CHECK_EQUAL(all.handshakes(nth(1), 1), 1);
  CAF_CHECK(!told());
}

CAF_TEST(answers say which bound it was and when to come back) {
  struct row {
    kind what;
    unsigned status;
    std::string body;
  };
  const row rows[] = {
    {kind::address_connections, 429,
     R"({"code":429,"message":"Too many connections of this address"})"},
    {kind::address_handshakes, 429,
     R"({"code":429,"message":"Too many handshakes of this address"})"},
    {kind::failed_auth, 429,
     R"({"code":429,"message":"Too many failed attempts of this address"})"},
    {kind::handshakes, 503, R"({"code":503,"message":"Too many handshakes"})"},
  };
  for (const auto& [what, status, body] : rows) {
    const auto answer = make_excess_reply({what, {"a", 1}, 2500ms});
    CAF_CHECK_EQUAL(answer.status, status);
    CAF_CHECK_EQUAL(answer.body, body);
    CAF_CHECK_EQUAL(answer.content_type, "application/json");
    CAF_CHECK(answer.close);
    const std::string after{*find_value(answer.headers, "Retry-After")};
    CAF_CHECK(std::stoi(after) >= 3 && std::stoi(after) <= 6);
  }
}

CAF_TEST(those who are refused together come back apart) {
  std::vector<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    const auto answer = make_busy_reply(503, "x", 10s);
    const std::string after{*find_value(answer.headers, "Retry-After")};
    if (std::find(seen.begin(), seen.end(), after) == seen.end())
      seen.push_back(after);
  }
  CAF_CHECK(seen.size() > 5);
}
