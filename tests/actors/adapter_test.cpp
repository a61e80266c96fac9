#define CAF_SUITE actors.adapter

#include "actors/rooms/adapter.hpp"

#include "tests/support/adapter_fixture.hpp"

using namespace troupe::tests;
using std::chrono::milliseconds;

CAF_TEST_FIXTURE_SCOPE(adapter_tests, adapter_fixture)

  CAF_TEST(a room starts on the first join and ends when emptied) {
    join(ann, "lobby");
    join(bob, "lobby");
    answer_for_spy();
    CAF_CHECK_EQUAL(spy.heard.take(), "adopt lobby");
    leave(ann, "lobby");
    settle();
    CAF_CHECK_EQUAL(spy.heard.take(), "");
    leave(bob, "lobby");
    settle();
    CAF_CHECK_EQUAL(spy.heard.take(), "forget lobby");
    const auto told = describe(adapter);
    CAF_CHECK_EQUAL(told.size(), 1u);
  }

  CAF_TEST(a room ends when its members disconnect) {
    join(ann, "lobby");
    join(cid, "lobby");
    answer_for_spy();
    detach(ann);
    detach(cid);
    settle();
    CAF_CHECK_EQUAL(spy.heard.take(), "adopt lobby, forget lobby");
  }

  CAF_TEST(a room whose only join came too late ends) {
    const auto slot = ann.slot;
    detach(ann);
    settle();
    tell(join_room{"lobby", slot});
    answer_for_spy();
    CAF_CHECK_EQUAL(spy.heard.take(), "adopt lobby, forget lobby");
  }

  CAF_TEST(an emptied room lives on if a join is on its way) {
    join(ann, "lobby");
    answer_for_spy();
    const auto& near = around.dispatchers[0];
    leave(ann, "lobby");
    expect((leave_room), to(adapter));
    expect((leave_room), from(adapter).to(spy.room));
    expect((remove_member), from(spy.room).to(near));
    join(bob, "lobby");
    expect((join_room), to(adapter));
    expect((members_left), from(near).to(spy.room));
    expect((room_emptied), from(spy.room).to(adapter));
    say_to({"lobby"}, "hi");
    settle();
    CAF_CHECK_EQUAL(heard(), "bob: hi");
    CAF_CHECK_EQUAL(spy.heard.take(), "adopt lobby");
  }

  CAF_TEST(a room that has ended starts anew) {
    for (int i = 0; i < 2; ++i) {
      join(ann, "lobby");
      answer_for_spy();
      leave(ann, "lobby");
      settle();
      CAF_CHECK_EQUAL(spy.heard.take(), "adopt lobby, forget lobby");
    }
  }

  CAF_TEST(a broadcast reaches those whom it names) {
    join(ann, "lobby");
    join(cid, "lobby");
    join(cid, "den");
    settle();
    const struct {
      std::vector<std::string> rooms;
      std::string_view heard_by;
    } cases[] = {
      {{}, "ann: hi; bob: hi; cid: hi"},
      {{"lobby"}, "ann: hi; cid: hi"},
      {{"den"}, "cid: hi"},
      {{"lobby", "den"}, "ann: hi; cid: hi"},
      {{"lobby", "nowhere"}, "ann: hi; cid: hi"},
      {{"lobby", "lobby"}, "ann: hi; cid: hi"},
      {{"bob"}, "bob: hi"},
      {{"cid"}, "cid: hi"},
      {{"bob", "cid", "den"}, "bob: hi; cid: hi"},
      {{"nowhere"}, ""},
      {{"nowhere", "nobody"}, ""},
    };
    for (const auto& [rooms, heard_by] : cases) {
      CAF_MESSAGE(caf::deep_to_string(rooms));
      say_to(rooms, "hi");
      settle();
      CAF_CHECK_EQUAL(heard(), heard_by);
    }
  }

  CAF_TEST(a broadcast passes by its sender and the excepted) {
    for (auto* socket : {&ann, &bob, &cid})
      join(*socket, "lobby");
    join(cid, "den");
    settle();
    auto what = make_broadcast("hi", {"lobby"});
    what.sender = ann.slot;
    what.except = {"den"};
    tell(publish{share(std::move(what))});
    settle();
    CAF_CHECK_EQUAL(heard(), "bob: hi");
  }

  CAF_TEST(a socket that has gone is no room any more) {
    detach(ann);
    settle();
    say_to({"ann"}, "hi");
    say_to({"ann", "bob"}, "ho");
    settle();
    CAF_CHECK_EQUAL(heard(), "bob: ho");
  }

  CAF_TEST(every dispatcher gets every part even of a room that ends) {
    join(ann, "lobby");
    join(bob, "den");
    answer_for_spy();
    spy.heard.take();
    const auto& near = around.dispatchers[0];
    leave(bob, "den");
    expect((leave_room), to(adapter));
    expect((leave_room), from(adapter).to(spy.room));
    expect((remove_member), from(spy.room).to(near));
    say_to({"lobby", "den"}, "hi");
    expect((members_left), from(near).to(spy.room));
    // The adapter speaks to the room, and ends it before it has listened.
    expect((publish), to(adapter));
    expect((room_emptied), from(spy.room).to(adapter));
    settle();
    CAF_CHECK_EQUAL(heard(), "ann: hi");
    CAF_CHECK_EQUAL(spy.heard.take(), "forget den, lobby hi/2, den hi/2");
  }

  CAF_TEST(an adapter describes itself and its rooms) {
    join(ann, "lobby");
    join(bob, "lobby");
    settle();
    crash(spy.room);
    pass(milliseconds{20});
    const auto told = describe(adapter);
    CAF_REQUIRE_EQUAL(told.size(), 2u);
    CAF_CHECK_EQUAL(told[0].kind, "adapter");
    CAF_CHECK_EQUAL(told[0].name, "/");
    CAF_CHECK_EQUAL(told[0].members, 3u);
    CAF_CHECK_EQUAL(told[1].kind, "room");
    CAF_CHECK_EQUAL(told[1].members, 2u);
    CAF_CHECK_EQUAL(told[1].restarts, 1u);
  }

  CAF_TEST(what is said to a socket reaches those in a room of its name too) {
    join(ann, "bob");
    answer_for_spy();
    say_to({"bob"}, "one");
    settle();
    CAF_CHECK_EQUAL(heard(), "ann: one; bob: one");
    join(ann, "lobby");
    answer_for_spy();
    say_to({"bob", "lobby", "cid"}, "each once");
    settle();
    CAF_CHECK_EQUAL(heard(), "ann: each once; bob: each once; cid: each once");
    leave(ann, "bob");
    settle();
    say_to({"bob"}, "alone");
    settle();
    CAF_CHECK_EQUAL(heard(), "bob: alone");
  }

  CAF_TEST_FIXTURE_SCOPE_END()
