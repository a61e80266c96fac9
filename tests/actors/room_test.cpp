#define CAF_SUITE actors.room

#include "actors/rooms/room.hpp"

#include "tests/support/actor_fixture.hpp"
#include "tests/support/room_fakes.hpp"

using namespace troupe::tests;

namespace {

/// A room between an adapter and the dispatchers of two threads.
struct fixture : actor_fixture {
  ~fixture() override { end_actors(); }

  void open(bool again = false) {
    room = start<troupe::actors::room>(
      room_key{"/", "lobby"}, again, keep(adapter.spawn(sys)),
      std::vector{keep(near.spawn(sys)), keep(far.spawn(sys))});
    settle();
  }
  /// Opens one whose dispatchers have told that nobody is in it.
  void open_empty() {
    open();
    tell(members_found{0, 0});
    tell(members_found{1, 0});
    near.heard.take();
    far.heard.take();
    adapter.heard.take();
  }
  template <class Message>
  void tell(Message what) {
    caf::anon_send(room, std::move(what));
    settle();
  }
  void tell_all(std::string_view text, part of = {}) {
    tell(say{share(make_broadcast(text)), of});
  }

  fake_dispatcher near;
  fake_dispatcher far;
  fake_adapter adapter;
  room_actor room;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(room_tests, fixture)

  CAF_TEST(a new room makes itself known to every dispatcher) {
    open();
    CAF_CHECK_EQUAL(near.heard.take(), "adopt lobby");
    CAF_CHECK_EQUAL(far.heard.take(), "adopt lobby");
  }

  CAF_TEST(a restarted room has its members counted again) {
    open(true);
    CAF_CHECK_EQUAL(near.heard.take(), "adopt lobby again");
  }

  CAF_TEST(joins and broadcasts and leaves stay in order) {
    open_empty();
    tell(join_room{"lobby", {0, 7, 0}});
    tell_all("first");
    tell(join_room{"lobby", {0, 8, 0}});
    tell_all("second");
    tell(leave_room{"lobby", {0, 7, 0}});
    tell_all("third");
    CAF_CHECK_EQUAL(
      near.heard.take(), "add 0:7, lobby first, add 0:8, lobby second, "
                         "remove 0:7, lobby third");
  }

  CAF_TEST(a dispatcher without members hears no broadcasts) {
    open_empty();
    tell(join_room{"lobby", {1, 0, 0}});
    tell_all("hi");
    CAF_CHECK_EQUAL(near.heard.take(), "");
    CAF_CHECK_EQUAL(far.heard.take(), "add 1:0, lobby hi");
  }

  CAF_TEST(a dispatcher that has not told its count hears all broadcasts) {
    open(true);
    tell(members_found{0, 0});
    near.heard.take();
    far.heard.take();
    tell_all("hi");
    CAF_CHECK_EQUAL(near.heard.take(), "");
    CAF_CHECK_EQUAL(far.heard.take(), "lobby hi");
  }

  CAF_TEST(members that were found count) {
    open(true);
    tell(members_found{0, 2});
    tell(members_found{1, 0});
    tell_all("hi");
    CAF_CHECK_EQUAL(near.heard.take(), "adopt lobby again, lobby hi");
    CAF_CHECK_EQUAL(adapter.heard.take(), "");
    tell(members_left{0, 2});
    CAF_CHECK_EQUAL(adapter.heard.take(), "lobby emptied after 0");
  }

  CAF_TEST(a part of a broadcast goes to every dispatcher) {
    open_empty();
    tell_all("hi", {1, 2});
    CAF_CHECK_EQUAL(near.heard.take(), "lobby hi/2");
    CAF_CHECK_EQUAL(far.heard.take(), "lobby hi/2");
  }

  CAF_TEST(a room is emptied when the last member of all threads has left) {
    open_empty();
    tell(join_room{"lobby", {0, 0, 0}});
    tell(join_room{"lobby", {0, 1, 0}});
    tell(join_room{"lobby", {1, 0, 0}});
    tell(members_left{0, 2});
    CAF_CHECK_EQUAL(adapter.heard.take(), "");
    tell(members_left{1, 1});
    CAF_CHECK_EQUAL(adapter.heard.take(), "lobby emptied after 3");
  }

  CAF_TEST(a room is not emptied before all dispatchers have told) {
    open(true);
    tell(members_found{0, 0});
    CAF_CHECK_EQUAL(adapter.heard.take(), "");
    tell(members_found{1, 0});
    CAF_CHECK_EQUAL(adapter.heard.take(), "lobby emptied after 0");
  }

  CAF_TEST(a join that nobody sees through is given back) {
    open();
    tell(join_room{"lobby", {0, 0, 0}});
    tell(members_found{0, 0});
    tell(members_found{1, 0});
    CAF_CHECK_EQUAL(adapter.heard.take(), "");
    tell(members_left{0, 1});
    CAF_CHECK_EQUAL(adapter.heard.take(), "lobby emptied after 1");
  }

  CAF_TEST(more leaving than there were leaves nobody) {
    open_empty();
    tell(join_room{"lobby", {0, 0, 0}});
    tell(members_left{0, 5});
    CAF_CHECK_EQUAL(adapter.heard.take(), "lobby emptied after 1");
    const auto told = describe(room);
    CAF_CHECK_EQUAL(told.front().members, 0u);
  }

  CAF_TEST(a room describes itself) {
    open_empty();
    tell(join_room{"lobby", {0, 0, 0}});
    tell(join_room{"lobby", {1, 0, 0}});
    const auto told = describe(room);
    CAF_REQUIRE_EQUAL(told.size(), 1u);
    CAF_CHECK_EQUAL(told.front().kind, "room");
    CAF_CHECK_EQUAL(told.front().name, "/ lobby");
    CAF_CHECK_EQUAL(told.front().parent, "adapter:/");
    CAF_CHECK_EQUAL(told.front().members, 2u);
  }

  CAF_TEST_FIXTURE_SCOPE_END()
