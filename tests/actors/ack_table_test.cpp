#define CAF_SUITE actors.ack_table

#include "actors/session/ack_table.hpp"

#include "tests/support/test.hpp"

#include <algorithm>

using namespace troupe::actors;
using namespace std::chrono_literals;

using std::string;

namespace {

using clock = ack_table::clock;

/// A table, and what those who wait were told: `a+` got a reply, `a-` none.
struct asked {
  std::optional<std::uint64_t> add(string who, std::chrono::seconds deadline) {
    return table.add(
      [this, who](const ack_reply* reply) {
        told += who + (reply ? '+' : '-');
      },
      start + deadline);
  }
  void expire(std::chrono::seconds at) { table.expire(start + at); }
  bool next_is(std::chrono::seconds at) const {
    return table.next_deadline() == start + at;
  }

  ack_table table;
  const clock::time_point start{1h};
  const ack_reply reply;
  string told;
};

} // namespace

CAF_TEST(ids count from zero and are not used again) {
  asked all;
  for (std::uint64_t id = 0; id < 10; ++id) {
    CAF_CHECK(all.add("a", 1s) == id);
    all.table.resolve(id, all.reply);
  }
  CAF_CHECK_EQUAL(all.table.size(), 0u);
}

CAF_TEST(a reply goes to the one who asked and once) {
  asked all;
  for (auto who : {"a", "b", "c"})
    all.add(who, 1s);
  all.table.resolve(1, all.reply);
  all.table.resolve(1, all.reply);
  all.table.resolve(3, all.reply);
  all.table.resolve(UINT64_MAX, all.reply);
  CAF_CHECK_EQUAL(all.told, "b+");
  all.table.resolve(0, all.reply);
  CAF_CHECK_EQUAL(all.told, "b+a+");
  all.expire(2s);
  CAF_CHECK_EQUAL(all.told, "b+a+c-");
  all.table.fail_all();
  CAF_CHECK_EQUAL(all.told, "b+a+c-");
}

CAF_TEST(the callback sees the reply itself) {
  ack_table table;
  const ack_reply reply{{"1", "\"x\""}, nullptr};
  const ack_reply* seen = nullptr;
  table.add([&seen](const ack_reply* r) { seen = r; }, clock::time_point{});
  table.resolve(0, reply);
  CAF_CHECK(seen == &reply);
}

CAF_TEST(those whose time is over are told and no others) {
  asked all;
  CAF_CHECK(all.table.next_deadline() == clock::time_point::max());
  all.add("a", 30s);
  CAF_CHECK(all.next_is(30s));
  all.add("b", 10s);
  CAF_CHECK(all.next_is(10s));
  all.add("c", 20s);
  CAF_CHECK(all.next_is(10s));
  all.expire(9s);
  CAF_CHECK_EQUAL(all.told, "");
  all.expire(10s);
  CAF_CHECK_EQUAL(all.told, "b-");
  CAF_CHECK(all.next_is(20s));
  all.table.resolve(2, all.reply);
  all.expire(20s); // too early is allowed, too late is not
  CAF_CHECK_EQUAL(all.told, "b-c+");
  CAF_CHECK(all.next_is(30s));
  all.expire(100s);
  CAF_CHECK_EQUAL(all.told, "b-c+a-");
  CAF_CHECK(all.table.next_deadline() == clock::time_point::max());
}

CAF_TEST(all are told when no reply can come) {
  asked all;
  for (auto who : {"a", "b", "c"})
    all.add(who, 1s);
  all.table.fail_all();
  CAF_CHECK_EQUAL(all.told.size(), 6u);
  CAF_CHECK_EQUAL(std::count(all.told.begin(), all.told.end(), '-'), 3);
  CAF_CHECK_EQUAL(all.table.size(), 0u);
  CAF_CHECK(all.table.next_deadline() == clock::time_point::max());
}

CAF_TEST(callbacks may ask again) {
  ack_table table;
  unsigned told = 0;
  const clock::time_point start{1h};
  ack_callback again = [&](const ack_reply*) {
    if (++told < 100)
      table.add(again, start + 1s);
  };
  table.add(again, start + 1s);
  table.resolve(0, {});
  CAF_CHECK_EQUAL(told, 1u);
  table.expire(start + 1s);
  CAF_CHECK_EQUAL(told, 2u);
  CAF_CHECK(table.next_deadline() == start + 1s);
  table.fail_all();
  CAF_CHECK_EQUAL(told, 3u);
  CAF_CHECK_EQUAL(table.size(), 1u);
  CAF_CHECK(table.next_deadline() == start + 1s);
}

CAF_TEST(a table knows since when each waits) {
  asked all;
  const auto nothing = [](const ack_reply*) {};
  CAF_CHECK(!all.table.waiting_since(0));
  const auto id = all.table.add(nothing, all.start + 5s, all.start + 1s);
  CAF_REQUIRE(id);
  CAF_CHECK(all.table.waiting_since(*id) == all.start + 1s);
  CAF_CHECK(!all.table.waiting_since(*id + 1));
  all.table.resolve(*id, all.reply);
  CAF_CHECK(!all.table.waiting_since(*id));
}

CAF_TEST(a table says how many have waited in vain) {
  asked all;
  CAF_CHECK_EQUAL(all.table.expire(all.start), 0u);
  for (auto deadline : {1s, 1s, 2s})
    all.add("a", deadline);
  CAF_CHECK_EQUAL(all.table.expire(all.start), 0u);
  CAF_CHECK_EQUAL(all.table.expire(all.start + 1s), 2u);
  CAF_CHECK_EQUAL(all.table.expire(all.start + 2s), 1u);
}
