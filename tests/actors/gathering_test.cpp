#define CAF_SUITE actors.gathering

#include "actors/rooms/gathering.hpp"

#include "tests/support/adapter_fixture.hpp"
#include "tests/support/fake_link.hpp"

#include <memory>
#include <string>
#include <vector>

using namespace troupe::tests;
using namespace std::chrono_literals;

namespace peer = troupe::messages::peer;

using act = troupe::messages::demand::act;
using troupe::actors::gather;
using troupe::actors::peer_up;
using troupe::actors::peer_wanted;
using troupe::messages::answer_text;
using troupe::messages::gathered;

namespace {

struct fixture : adapter_fixture {
  fixture() {
    join(ann, "lobby");
    join(cid, "lobby");
    answer_for_spy();
    spy.heard.take();
  }

  static broadcast demanding(act what, std::vector<std::string> rooms) {
    auto demand = std::make_shared<troupe::messages::demand>();
    demand->what = what;
    demand->patience = 1s;
    auto selected = make_broadcast("", std::move(rooms));
    selected.wanted = std::move(demand);
    return selected;
  }
  void want(act what, std::vector<std::string> rooms) {
    tell(gather{
      share(demanding(what, std::move(rooms))), [this](const gathered& all) {
        ++ends;
        told = all;
      }});
  }
  void wait(caf::timespan time) {
    sched.advance_time(time);
    settle();
  }

  int ends = 0;
  gathered told;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(gathering_tests, fixture)

  CAF_TEST(each socket of a room is found once) {
    for (auto* socket : {&ann, &bob, &cid})
      socket->on_take = [socket](const broadcast& what) {
        what.wanted->by->found({socket->id(), {}, "null", "{}"});
      };
    want(act::fetch, {"lobby", "ann", "nobody"});
    settle();
    CAF_CHECK_EQUAL(ends, 0); // the spy has not said what it has done
    const auto by = spy.what->wanted->by;
    by->reached(0);
    by->reached(0);
    settle();
    CAF_CHECK_EQUAL(ends, 1);
    CAF_CHECK_EQUAL(told.reached, 2u);
    CAF_CHECK_EQUAL(told.sockets.size(), 2u);
    CAF_CHECK(told.missing.empty());
  }

  CAF_TEST(nobody is found at once in a room that is not there) {
    want(act::fetch, {"nowhere"});
    settle();
    CAF_CHECK_EQUAL(ends, 1);
    CAF_CHECK_EQUAL(told.reached, 0u);
  }

  CAF_TEST(whoever does not say what it has done is missing in the end) {
    want(act::fetch, {});
    settle();
    CAF_CHECK_EQUAL(ends, 0);
    wait(1s);
    CAF_CHECK_EQUAL(ends, 1);
    CAF_CHECK_EQUAL(told.reached, 3u);
    CAF_CHECK_EQUAL(told.missing.size(), 1u);
  }

  CAF_TEST(answers are waited for until all have come or the time is over) {
    std::vector<std::shared_ptr<troupe::messages::tally>> asked;
    for (auto* socket : {&ann, &cid})
      socket->on_take = [&asked](const broadcast& what) {
        asked.push_back(what.wanted->by);
      };
    const answer_text answer{"7", {}};
    want(act::ask, {"lobby"});
    settle();
    CAF_REQUIRE_EQUAL(asked.size(), 2u);
    asked[0]->answered(&answer);
    settle();
    CAF_CHECK_EQUAL(ends, 0);
    asked[1]->answered(nullptr); // it has gone
    settle();
    CAF_CHECK_EQUAL(ends, 1);
    CAF_CHECK_EQUAL(told.answers.size(), 1u);
    CAF_CHECK_EQUAL(told.reached, 2u);
    want(act::ask, {"lobby"});
    settle();
    wait(1s);
    CAF_CHECK_EQUAL(ends, 2);
    CAF_CHECK(told.answers.empty());
  }

  CAF_TEST(what is said behind a join from afar waits for it) {
    ann.on_take = [this](const broadcast&) { join(ann, "new"); };
    want(act::join, {"ann"});
    say_to({"new"}, "welcome");
    settle();
    CAF_CHECK_EQUAL(heard(), "ann: welcome");
    CAF_CHECK_EQUAL(ends, 1);
  }

  CAF_TEST(
    another node hears of new rooms before it hears that all have joined) {
    fake_link other;
    const auto link = keep(other.spawn(sys));
    tell(peer_up{{7, "other", link}});
    settle();
    other = {};
    ann.on_take = [this](const broadcast&) { join(ann, "new"); };
    tell(peer_wanted{7, 1, share(demanding(act::join, {"ann"}))});
    // Whoever was told last comes first: the adapter hears of the join late.
    while (sched.has_job())
      sched.run_once_lifo();
    const auto rooms = other.next<peer::rooms_news>();
    CAF_REQUIRE(rooms);
    CAF_CHECK_EQUAL(rooms->opened, std::vector<std::string>{"new"});
    CAF_CHECK(other.next<peer::gathered_news>());
  }

  CAF_TEST(a demand that does not settle holds up nothing for long) {
    want(act::join, {}); // the spy never says that it has heard of it
    say_to({"lobby"}, "hi");
    settle();
    CAF_CHECK_EQUAL(heard(), "");
    wait(500ms);
    CAF_CHECK_EQUAL(heard(), "ann: hi; cid: hi");
  }

  CAF_TEST(nor does it lose what is too much to be held) {
    want(act::join, {});
    for (int i = 0; i < 1100; ++i)
      say_to({"lobby"}, "hi");
    settle();
    CAF_CHECK_EQUAL(ann.heard.take().size(), 1100 * 4 - 2u);
    wait(2s);
    CAF_CHECK_EQUAL(ann.heard.take(), "");
  }

  CAF_TEST_FIXTURE_SCOPE_END()
