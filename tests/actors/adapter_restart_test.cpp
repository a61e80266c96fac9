#define CAF_SUITE actors.adapter_restart

#include "actors/rooms/adapter.hpp"

#include "tests/support/adapter_fixture.hpp"
#include "tests/support/counted.hpp"

using namespace troupe::tests;
using std::chrono::milliseconds;

CAF_TEST_FIXTURE_SCOPE(adapter_restart_tests, adapter_fixture)

  CAF_TEST(a crashed room is back with its members after a pause) {
    join(ann, "lobby");
    join(cid, "lobby");
    settle();
    CAF_CHECK_EQUAL(spy.heard.take(), "adopt lobby");
    crash(spy.room);
    pass(milliseconds{19});
    CAF_CHECK_EQUAL(spy.heard.take(), "");
    pass(milliseconds{1});
    CAF_CHECK_EQUAL(spy.heard.take(), "adopt lobby again");
    say_to({"lobby"}, "hi");
    settle();
    CAF_CHECK_EQUAL(heard(), "ann: hi; cid: hi");
  }

  CAF_TEST(a crashed room gets in order what was said during the pause) {
    join(ann, "lobby");
    settle();
    crash(spy.room);
    say_to({"lobby"}, "first");
    join(bob, "lobby");
    say_to({"lobby"}, "second");
    leave(ann, "lobby");
    say_to({"lobby"}, "third");
    settle();
    CAF_CHECK_EQUAL(heard(), "");
    pass(milliseconds{20});
    // Who is in it, the sockets have said when it came back.
    CAF_CHECK_EQUAL(heard(), "bob: first, second, third");
  }

  CAF_TEST(a room joined during its pause ends when emptied) {
    join(ann, "lobby");
    settle();
    crash(spy.room);
    join(bob, "lobby");
    pass(milliseconds{20});
    answer_for_spy();
    spy.heard.take();
    leave(ann, "lobby");
    leave(bob, "lobby");
    settle();
    CAF_CHECK_EQUAL(spy.heard.take(), "forget lobby");
  }

  CAF_TEST(a room left by all during its pause ends) {
    join(ann, "lobby");
    settle();
    crash(spy.room);
    detach(ann);
    pass(milliseconds{20});
    answer_for_spy();
    CAF_CHECK_EQUAL(
      spy.heard.take(), "adopt lobby, adopt lobby again, forget lobby");
  }

  CAF_TEST(a crash of one room is none of the others) {
    join(ann, "lobby");
    join(ann, "den");
    settle();
    crash(spy.room);
    say_to({"lobby"}, "hi");
    settle();
    CAF_CHECK_EQUAL(heard(), "ann: hi");
  }

  CAF_TEST(an adapter gives up at the sixth crash of a room) {
    self->monitor(adapter);
    join(ann, "lobby");
    settle();
    for (auto pause = milliseconds{20}; pause <= milliseconds{320};
         pause *= 2) {
      spy.heard.take();
      crash(spy.room);
      pass(pause - milliseconds{1});
      CAF_CHECK_EQUAL(spy.heard.take(), "");
      pass(milliseconds{1});
      CAF_CHECK_EQUAL(spy.heard.take(), "adopt lobby again");
    }
    CAF_CHECK_EQUAL(end_of_monitored(), "");
    crash(spy.room);
    CAF_CHECK_EQUAL(
      end_of_monitored(),
      sys.render(make_error(caf::exit_reason::unhandled_exception)));
  }

  CAF_TEST(the rooms of an adapter end with it) {
    join(ann, "lobby");
    settle();
    self->monitor(spy.room);
    crash(adapter);
    CAF_CHECK_EQUAL(
      end_of_monitored(),
      sys.render(make_error(caf::exit_reason::user_shutdown)));
  }

  CAF_TEST(an adapter that starts anew finds its sockets and rooms) {
    join(ann, "lobby");
    join(cid, "lobby");
    join(cid, "den");
    settle();
    crash(adapter);
    begin();
    settle();
    const struct {
      std::vector<std::string> rooms;
      std::string_view heard_by;
    } cases[] = {
      {{"lobby"}, "ann: hi; cid: hi"},
      {{"bob"}, "bob: hi"},
      {{"ann", "den"}, "ann: hi; cid: hi"},
    };
    for (const auto& [rooms, heard_by] : cases) {
      CAF_MESSAGE(caf::deep_to_string(rooms));
      say_to(rooms, "hi");
      settle();
      CAF_CHECK_EQUAL(heard(), heard_by);
    }
  }

  CAF_TEST(rooms are counted right whoever crashes) {
    const counted since;
    const auto rooms = [&] {
      const auto label = troupe::metrics::nsp_of("/");
      return since.by(troupe::metrics::rooms, label);
    };
    join(ann, "lobby");
    join(cid, "den");
    settle();
    CAF_CHECK_EQUAL(rooms(), 2);
    crash(spy.room);
    settle();
    CAF_CHECK_EQUAL(rooms(), 2);
    pass(milliseconds{20});
    CAF_CHECK_EQUAL(rooms(), 2);
    CAF_CHECK_EQUAL(
      since.by(
        troupe::metrics::actor_restarts, troupe::metrics::actor_kind::room),
      1);
    crash(adapter);
    CAF_CHECK_EQUAL(rooms(), 0);
    begin();
    settle();
    CAF_CHECK_EQUAL(rooms(), 2);
  }

  CAF_TEST(a broadcast counts once for each socket it reaches) {
    join(ann, "lobby");
    join(cid, "lobby");
    settle();
    const counted since;
    const auto events = [&] {
      return since.by(
        troupe::metrics::events, troupe::metrics::nsp_of("/"),
        troupe::metrics::direction::out);
    };
    say_to({"lobby"}, "hi");
    settle();
    CAF_CHECK_EQUAL(events(), 2);
    say_to({"bob"}, "hi");
    settle();
    CAF_CHECK_EQUAL(events(), 3);
    say_to({}, "hi");
    settle();
    CAF_CHECK_EQUAL(events(), 6);
    // Two threads for the room, two for the namespace; one to bob alone.
    CAF_CHECK_EQUAL(since.times(troupe::metrics::broadcast_fanout), 4);
    CAF_CHECK_EQUAL(since.sum(troupe::metrics::broadcast_fanout), 5);
  }

  CAF_TEST(a broadcast waits until a new adapter has found its rooms) {
    join(ann, "lobby");
    join(cid, "lobby");
    settle();
    crash(adapter);
    begin();
    say_to({"lobby"}, "first");
    say_to({"lobby"}, "second");
    settle();
    CAF_CHECK_EQUAL(heard(), "ann: first, second; cid: first, second");
  }

  CAF_TEST(a join does not outrun what a new adapter has to find) {
    ann.in = {"lobby"}; // her join was lost with the adapter before
    crash(adapter);
    begin();
    join(bob, "lobby");
    settle();
    say_to({"lobby"}, "hi");
    settle();
    CAF_CHECK_EQUAL(heard(), "ann: hi; bob: hi");
  }

  CAF_TEST_FIXTURE_SCOPE_END()
