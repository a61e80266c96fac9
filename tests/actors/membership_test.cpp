#define CAF_SUITE actors.membership

#include "actors/cluster/membership.hpp"

#include "tests/support/test.hpp"

using namespace std::chrono_literals;

using troupe::actors::membership;

using std::string;

namespace {

using origin = membership::origin;
using time_point = membership::clock::time_point;
using names = std::vector<string>;

constexpr time_point start{1h};
constexpr auto never = time_point::max();
const membership::identity self{"me", "me:1", 1};
const membership::identity ann{"ann", "ann:1", 2};
const membership::identity bob{"bob", "bob:1", 3};

/// One that knows these addresses from the start.
membership make(const names& seeds, const names& told = {}) {
  membership all{self};
  for (const auto& address : seeds)
    all.add(address, origin::seed, start);
  for (const auto& address : told)
    all.add(address, origin::told, start);
  return all;
}

/// Who is dialed at `when`, all of whom fail at once.
names dial_in_vain(membership& all, time_point when) {
  const auto due = all.take_due(when);
  for (const auto& address : due)
    all.failed(address, 0.5, when);
  return due;
}

} // namespace

CAF_TEST(every address is dialed at once and not again until it fails) {
  auto all = make({"b", "a"}, {"c", "a"});
  CAF_CHECK(all.next_due() == start);
  CAF_CHECK((all.take_due(start) == names{"a", "b", "c"}));
  CAF_CHECK(all.next_due() == never);
  CAF_CHECK(all.take_due(start + 1h).empty());
  all.add("a", origin::seed, start + 1h);
  CAF_CHECK(all.take_due(start + 1h).empty());
  all.failed("b", 0.5, start + 1h);
  CAF_CHECK(all.next_due() == start + 1h + 100ms);
  CAF_CHECK(all.take_due(start + 1h + 99ms).empty());
  CAF_CHECK(all.take_due(start + 1h + 100ms) == names{"b"});
}

CAF_TEST(pauses double from 100 ms to 2 s and are a quarter off at most) {
  const std::chrono::milliseconds pauses[] = {100ms,  200ms,  400ms, 800ms,
                                              1600ms, 2000ms, 2000ms};
  const std::pair<double, double> chances[] = {{0, 0.75}, {0.5, 1}, {1, 1.25}};
  for (const auto& [chance, factor] : chances) {
    auto all = make({"a"});
    auto when = start;
    for (const auto pause : pauses) {
      CAF_REQUIRE(all.take_due(when) == names{"a"});
      all.failed("a", chance, when);
      const auto ms = (all.next_due() - when) / 1.0ms;
      CAF_CHECK_EQUAL(ms, static_cast<double>(pause.count()) * factor);
      when = all.next_due();
    }
    for (int i = 0; i < 100; ++i)
      all.failed("a", chance, when);
    CAF_CHECK_EQUAL((all.next_due() - when) / 1.0ms, 2000 * factor);
  }
}

CAF_TEST(pauses begin anew after a link) {
  auto all = make({"ann:1"});
  for (int i = 0; i < 5; ++i)
    all.failed("ann:1", 0.5, start);
  all.linked(ann, 7);
  CAF_CHECK(all.ended(7, start));
  CAF_CHECK(all.take_due(start) == names{"ann:1"});
  all.failed("ann:1", 0.5, start);
  CAF_CHECK(all.next_due() == start + 100ms);
}

CAF_TEST(nobody dials itself) {
  auto all = make({"me:1", "alias", "proxy"}, {"me:1"});
  CAF_CHECK((all.take_due(start) == names{"alias", "proxy"}));
  CAF_CHECK(!all.settled(start));
  CAF_CHECK(!all.greeted("alias", {"me", "me:1", 1}));
  all.is_self("proxy");
  all.failed("alias", 0.5, start);
  CAF_CHECK(all.next_due() == never);
  CAF_CHECK(all.take_due(start + 1h).empty());
  CAF_CHECK(all.settled(start));
  // Not us: one that has started with our name before us.
  all.add("old", origin::seed, start);
  CAF_CHECK(all.greeted("old", {"me", "me:1", 9}));
}

CAF_TEST(a node has one link whatever its addresses) {
  auto all = make({"ann:1", "x", "y"});
  CAF_CHECK_EQUAL(all.take_due(start).size(), 3u);
  CAF_CHECK(all.greeted("x", ann));
  CAF_CHECK(!all.greeted("y", ann)); // greeted already
  all.failed("y", 0.5, start);
  CAF_CHECK(all.take_due(start + 1h) == names{});
  all.linked(ann, 7);
  CAF_CHECK(!all.greeted("ann:1", ann));
  all.failed("ann:1", 0.5, start);
  CAF_CHECK(all.next_due() == never);
  CAF_CHECK(all.take_due(start + 1h).empty());
  CAF_CHECK(all.settled(start));
  CAF_CHECK(all.ended(7, start + 2h) == ann);
  CAF_CHECK(all.next_due() == start + 2h);
  CAF_CHECK((all.take_due(start + 2h) == names{"ann:1", "x", "y"}));
}

CAF_TEST(a greeting that fails lets another try) {
  auto all = make({"x", "y"});
  all.take_due(start);
  CAF_CHECK(all.greeted("x", ann));
  CAF_CHECK(all.greeted("y", bob));
  all.failed("x", 0.5, start);
  CAF_CHECK(all.take_due(start + 1h) == names{"x"});
  CAF_CHECK(all.greeted("x", ann));
  CAF_CHECK(!all.greeted("z", ann));
}

CAF_TEST(one that links to us is not dialed) {
  auto all = make({"ann:1", "bob:1"});
  all.linked(ann, 7);
  CAF_CHECK(all.take_due(start) == names{"bob:1"});
  all.linked(bob, 8); // it was faster
  all.failed("bob:1", 0.5, start);
  CAF_CHECK(all.take_due(start + 1h).empty());
  // Whom we have not known before is dialed when its link has ended.
  all.linked({"cat", "cat:1", 4}, 9);
  CAF_CHECK(all.ended(9, start + 2h));
  CAF_CHECK(all.take_due(start + 2h) == names{"cat:1"});
}

CAF_TEST(links are found by name and end once) {
  auto all = make({});
  CAF_CHECK(!all.find("ann"));
  CAF_CHECK(!all.ended(7, start));
  all.linked(ann, 7);
  all.linked(bob, 8);
  CAF_CHECK_EQUAL(all.find("ann")->id, 7u);
  CAF_CHECK(all.find("ann")->who == ann);
  CAF_CHECK((all.known() == std::vector{self, ann, bob}));
  const membership::identity restarted{"ann", "ann:2", 9};
  all.linked(restarted, 10);
  CAF_CHECK(!all.ended(7, start)); // another has taken its place
  CAF_CHECK((all.known() == std::vector{self, restarted, bob}));
  CAF_CHECK(all.ended(10, start) == restarted);
  CAF_CHECK(!all.ended(10, start));
  CAF_CHECK(!all.find("ann"));
  CAF_CHECK((all.known() == std::vector{self, bob}));
}

CAF_TEST(one that calls back has a second to do so) {
  auto all = make({"ann:1"});
  all.take_due(start);
  CAF_CHECK(all.greeted("ann:1", ann));
  all.will_call("ann:1", start);
  CAF_CHECK(all.next_due() == start + 1s);
  CAF_CHECK(!all.settled(start + 999ms));
  CAF_CHECK(all.settled(start + 1s));
  auto without = all;
  CAF_CHECK(without.take_due(start + 999ms).empty());
  CAF_CHECK(without.take_due(start + 1s) == names{"ann:1"});
  all.linked(ann, 7);
  CAF_CHECK(all.settled(start + 1ms));
  CAF_CHECK(all.take_due(start + 1s).empty());
}

CAF_TEST(it is settled once all addresses have been tried) {
  CAF_CHECK(make({}).settled(start));
  auto all = make({"me:1", "ann:1", "bob:1", "x"});
  CAF_CHECK(!all.settled(start));
  all.take_due(start);
  all.failed("x", 0.5, start);
  CAF_CHECK(!all.settled(start));
  CAF_CHECK(all.greeted("ann:1", ann));
  all.failed("bob:1", 0.5, start);
  CAF_CHECK(!all.settled(start)); // a greeting is no link
  all.linked(ann, 7);
  CAF_CHECK(all.settled(start));
  CAF_CHECK(all.ended(7, start));
  CAF_CHECK(all.settled(start)); // it has been tried, after all
  all.add("y", origin::told, start);
  CAF_CHECK(!all.settled(start));
}

CAF_TEST(told addresses are forgotten after a minute and seeds never) {
  auto all = make({"seed", "both"}, {"told", "both"});
  CAF_CHECK_EQUAL(dial_in_vain(all, start).size(), 3u);
  CAF_CHECK_EQUAL(dial_in_vain(all, start + 1min).size(), 3u);
  const auto later = start + 1min + 1ms;
  CAF_CHECK(dial_in_vain(all, later + 2s) == (names{"both", "seed"}));
  CAF_CHECK(dial_in_vain(all, later + 100h) == (names{"both", "seed"}));
  all.add("told", origin::told, start + 200h); // told again
  CAF_CHECK_EQUAL(dial_in_vain(all, start + 200h).size(), 3u);
}

CAF_TEST(an address where somebody is is not forgotten) {
  auto all = make({}, {"ann:1", "x", "slow"});
  CAF_CHECK_EQUAL(all.take_due(start).size(), 3u);
  CAF_CHECK(all.greeted("x", ann));
  all.linked(ann, 7);
  CAF_CHECK(all.take_due(start + 1h).empty());
  CAF_CHECK(!all.settled(start + 1h));
  all.failed("slow", 0.5, start + 1h); // only now has dialing come to nothing
  CAF_CHECK(all.ended(7, start + 2h));
  CAF_CHECK((dial_in_vain(all, start + 2h) == names{"ann:1", "x"}));
  CAF_CHECK_EQUAL(dial_in_vain(all, start + 2h + 59s).size(), 2u);
  CAF_CHECK(dial_in_vain(all, start + 2h + 61s).empty());
  CAF_CHECK(all.next_due() == never);
}

CAF_TEST(what a name stood for before is a seed no more) {
  auto all = make({"seed"});
  all.set_resolved({"a", "b", "seed"}, start);
  CAF_CHECK((dial_in_vain(all, start) == names{"a", "b", "seed"}));
  CAF_CHECK_EQUAL(dial_in_vain(all, start + 1h).size(), 3u);
  all.set_resolved({"b", "c"}, start + 2h);
  CAF_CHECK((dial_in_vain(all, start + 2h) == names{"b", "c", "seed"}));
  all.set_resolved({}, start + 2h); // "c" is told, as it were
  CAF_CHECK((dial_in_vain(all, start + 2h + 59s) == names{"c", "seed"}));
  CAF_CHECK(dial_in_vain(all, start + 2h + 62s) == names{"seed"});
}

CAF_TEST(an address that has been tried is settled while it is dialed again) {
  auto all = make({"a", "b"});
  all.take_due(start);
  all.failed("a", 0.5, start);
  CAF_CHECK(all.take_due(start + 1s) == names{"a"});
  all.failed("b", 0.5, start + 1s);
  CAF_CHECK(all.settled(start + 1s));
}

CAF_TEST(one that did not call back in time is waited for no longer) {
  auto all = make({"ann:1"});
  all.take_due(start);
  CAF_CHECK(all.greeted("ann:1", ann));
  all.will_call("ann:1", start);
  all.take_due(start + 1s);
  CAF_CHECK(all.settled(start + 1s));
}

CAF_TEST(pauses grow for one that answers but refuses) {
  auto all = make({"ann:1"});
  auto when = start;
  for (const auto pause : {100ms, 200ms, 400ms}) {
    all.take_due(when);
    CAF_CHECK(all.greeted("ann:1", ann));
    all.failed("ann:1", 0.5, when);
    CAF_CHECK_EQUAL((all.next_due() - when) / 1ms, pause / 1ms);
    when = all.next_due();
  }
}

CAF_TEST(an address that another node took over is dialed) {
  auto all = make({"ann:1"});
  all.take_due(start);
  CAF_CHECK(all.greeted("ann:1", ann));
  all.linked(ann, 7);
  all.ended(7, start);
  all.linked({"ann", "ann:2", 9}, 8);    // it has moved, and calls us
  all.add("ann:1", origin::told, start); // as bob's
  CAF_CHECK(all.take_due(start + 1h) == names{"ann:1"});
}

CAF_TEST(an address is unreached until a link stands) {
  auto all = make({"me:1", "ann:1", "bob:1"});
  CAF_CHECK_EQUAL(all.unreached(), 2u);
  all.take_due(start);
  all.greeted("ann:1", ann);
  all.linked(ann, 5);
  CAF_CHECK_EQUAL(all.unreached(), 1u);
  all.failed("bob:1", 0.5, start);
  CAF_CHECK_EQUAL(all.unreached(), 1u);
  all.ended(5, start);
  CAF_CHECK_EQUAL(all.unreached(), 2u);
}
