#define CAF_SUITE actors.dispatcher

#include "actors/rooms/dispatcher.hpp"

#include "net/dirty_outputs.hpp"

#include "tests/support/actor_fixture.hpp"
#include "tests/support/room_fakes.hpp"

using namespace troupe::tests;
using troupe::actors::adopt_nsp;
using troupe::actors::adopt_room;
using troupe::actors::forget_room;

namespace {

/// Writes down whether what it hears may be written later: "bulk" or "prompt".
struct fake_output final : troupe::actors::delivery_target {
  explicit fake_output(troupe::net::io_thread& on)
    : on_{on} {}

  void deliver(const encoded_packet&, bool) override {
    heard.note(on_.outputs().to_many() ? "bulk" : "prompt");
  }
  const std::string& id() const noexcept override { return id_; }
  room_set rooms() const override { return {}; }

  journal heard;

private:
  troupe::net::io_thread& on_;
  std::string id_ = "output";
};

/// The dispatcher of thread 0 and two sockets there; a room that it adopted.
struct fixture : actor_fixture {
  fixture() {
    dispatcher =
      start<troupe::actors::dispatcher>(std::ref(index), std::ref(thread));
    room_handle = keep(room.spawn(sys));
    tell(adopt_room{lobby, room_handle});
    room.heard.take();
    for (auto* socket : {&ann, &bob})
      socket->slot = index.open("/", *socket);
  }
  ~fixture() override { end_actors(); }

  template <class Message>
  void tell(Message what) {
    caf::anon_send(dispatcher, std::move(what));
    settle();
  }
  void close(const fake_socket& socket) {
    index.close(socket.slot);
    tell(slots_closed{});
  }

  troupe::net::io_thread thread{0};
  troupe::actors::room_index index{0};
  fake_socket ann{"ann"};
  fake_socket bob{"bob"};
  fake_room room;
  room_actor room_handle;
  dispatcher_actor dispatcher;
  room_key_ptr lobby = std::make_shared<const room_key>(room_key{"/", "lobby"});
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(dispatcher_tests, fixture)

  CAF_TEST(members hear what is said in their room) {
    tell(add_member{lobby, ann.slot});
    tell(deliver_to_room{lobby, share(make_broadcast("hi")), {}});
    CAF_CHECK_EQUAL(ann.heard.take(), "hi");
    CAF_CHECK_EQUAL(bob.heard.take(), "");
    CAF_CHECK_EQUAL(room.heard.take(), "");
  }

CAF_TEST(a join for a closed slot is given back) {
  close(ann);
  tell(add_member{lobby, ann.slot});
  CAF_CHECK_EQUAL(room.heard.take(), "left 1");
  CAF_CHECK_EQUAL(index.count(*lobby), 0u);
}

CAF_TEST(a join for a slot that means somebody else by now is given back) {
  const auto stale = ann.slot;
  close(ann);
  ann.slot = index.open("/", ann);
  CAF_REQUIRE_EQUAL(ann.slot.index, stale.index);
  tell(add_member{lobby, stale});
  CAF_CHECK_EQUAL(room.heard.take(), "left 1");
  tell(deliver_to_room{lobby, share(make_broadcast("hi")), {}});
  CAF_CHECK_EQUAL(ann.heard.take(), "");
}

CAF_TEST(a second join of a member is given back) {
  tell(add_member{lobby, ann.slot});
  tell(add_member{lobby, ann.slot});
  CAF_CHECK_EQUAL(room.heard.take(), "left 1");
  CAF_CHECK_EQUAL(index.count(*lobby), 1u);
}

CAF_TEST(the room is told of members that leave and of nobody else) {
  tell(add_member{lobby, ann.slot});
  tell(remove_member{lobby, bob.slot});
  CAF_CHECK_EQUAL(room.heard.take(), "");
  tell(remove_member{lobby, ann.slot});
  CAF_CHECK_EQUAL(room.heard.take(), "left 1");
}

CAF_TEST(the room is told of each member whose slot was closed) {
  tell(add_member{lobby, ann.slot});
  tell(add_member{lobby, bob.slot});
  close(ann);
  CAF_CHECK_EQUAL(room.heard.take(), "left 1");
  close(bob);
  CAF_CHECK_EQUAL(room.heard.take(), "left 1");
}

CAF_TEST(a room that starts learns how many members are there) {
  tell(add_member{lobby, ann.slot});
  bob.in = {"lobby"}; // his join was lost, and is none of a new room's
  tell(adopt_room{lobby, room_handle});
  CAF_CHECK_EQUAL(room.heard.take(), "found 1");
}

CAF_TEST(a room that starts again gets the members that say so themselves) {
  tell(add_member{lobby, ann.slot});
  bob.in = {"lobby"};
  tell(adopt_room{lobby, room_handle, true});
  CAF_CHECK_EQUAL(room.heard.take(), "found 1");
  tell(deliver_to_room{lobby, share(make_broadcast("hi")), {}});
  CAF_CHECK_EQUAL(ann.heard.take(), "");
  CAF_CHECK_EQUAL(bob.heard.take(), "hi");
}

CAF_TEST(a room that has ended is told nothing more) {
  tell(add_member{lobby, ann.slot});
  tell(forget_room{*lobby, room_handle});
  close(ann);
  CAF_CHECK_EQUAL(room.heard.take(), "");
}

CAF_TEST(the end of a former room is not the end of the present one) {
  fake_room next;
  const auto next_handle = keep(next.spawn(sys));
  tell(add_member{lobby, ann.slot});
  tell(adopt_room{lobby, next_handle});
  tell(forget_room{*lobby, room_handle});
  close(ann);
  CAF_CHECK_EQUAL(next.heard.take(), "found 1, left 1");
  CAF_CHECK_EQUAL(room.heard.take(), "");
  end_actors();
}

CAF_TEST(an adapter that starts finds the sockets of its namespace) {
  fake_adapter adapter;
  fake_socket cid{"cid"};
  index.open("/other", cid);
  ann.in = {"lobby", "den"};
  bob.in = {"lobby"};
  tell(adopt_nsp{"/", keep(adapter.spawn(sys))});
  CAF_CHECK_EQUAL(
    adapter.heard.take(),
    "thread 0, ann at 0:0, bob at 0:1, room den, room lobby");
  end_actors();
}

CAF_TEST(the rooms of a former adapter are told nothing more) {
  fake_adapter adapter;
  tell(add_member{lobby, ann.slot});
  tell(adopt_nsp{"/", keep(adapter.spawn(sys))});
  close(ann);
  CAF_CHECK_EQUAL(room.heard.take(), "");
  end_actors();
}

CAF_TEST(a namespace hears all but the sender and the excepted) {
  fake_socket cid{"cid"};
  cid.slot = index.open("/", cid);
  tell(add_member{lobby, bob.slot});
  auto what = make_broadcast("hi");
  what.sender = ann.slot;
  what.except = {"lobby"};
  tell(deliver_to_nsp{
    std::make_shared<const std::string>("/"), share(std::move(what))});
  CAF_CHECK_EQUAL(ann.heard.take(), "");
  CAF_CHECK_EQUAL(bob.heard.take(), "");
  CAF_CHECK_EQUAL(cid.heard.take(), "hi");
}

CAF_TEST(one socket hears what is meant for it unless it has gone) {
  tell(deliver_to_slot{ann.slot, share(make_broadcast("hi")), {}});
  CAF_CHECK_EQUAL(ann.heard.take(), "hi");
  CAF_CHECK_EQUAL(bob.heard.take(), "");
  const auto stale = ann.slot;
  close(ann);
  tell(deliver_to_slot{stale, share(make_broadcast("hi")), {}});
  CAF_CHECK_EQUAL(ann.heard.take(), "");
}

CAF_TEST(the parts of a broadcast reach a member of two rooms once) {
  const auto den = std::make_shared<const room_key>(room_key{"/", "den"});
  tell(add_member{lobby, ann.slot});
  tell(add_member{den, ann.slot});
  tell(add_member{den, bob.slot});
  const auto what = share(make_broadcast("hi", {"lobby", "den", "bob"}));
  tell(deliver_to_room{lobby, what, {1, 3}});
  tell(deliver_to_room{den, what, {1, 3}});
  tell(deliver_to_slot{bob.slot, what, {1, 3}});
  CAF_CHECK_EQUAL(ann.heard.take(), "hi");
  CAF_CHECK_EQUAL(bob.heard.take(), "hi");
}

CAF_TEST(what goes to more than 256 of a room is bulk) {
  fake_output output{thread};
  fake_socket other{"other"};
  tell(add_member{lobby, index.open("/", output)});
  const auto grow = [&] { tell(add_member{lobby, index.open("/", other)}); };
  while (index.count(*lobby) < 256)
    grow();
  tell(deliver_to_room{lobby, share(make_broadcast("hi")), {}});
  grow();
  tell(deliver_to_room{lobby, share(make_broadcast("hi")), {}});
  CAF_CHECK_EQUAL(output.heard.take(), "prompt, bulk");
  CAF_CHECK(!thread.outputs().to_many());
}

CAF_TEST(what goes to more than 256 of a namespace is bulk) {
  fake_output output{thread};
  fake_socket other{"other"};
  const auto crowded = std::make_shared<const std::string>("/crowded");
  index.open(*crowded, output);
  while (index.count_nsp(*crowded) < 256)
    index.open(*crowded, other);
  tell(deliver_to_nsp{crowded, share(make_broadcast("hi"))});
  const auto slot = index.open(*crowded, other);
  tell(deliver_to_nsp{crowded, share(make_broadcast("hi"))});
  tell(deliver_to_slot{slot, share(make_broadcast("hi")), {}});
  CAF_CHECK_EQUAL(output.heard.take(), "prompt, bulk");
}

CAF_TEST(what it says ends the turn unless it is behind) {
  const auto large = troupe::net::dirty_outputs::told_per_turn;
  fake_socket other{"other"};
  const auto crowded = std::make_shared<const std::string>("/crowded");
  while (index.count_nsp(*crowded) < large)
    index.open(*crowded, other);
  const auto said = [&] {
    caf::anon_send(
      dispatcher, deliver_to_nsp{crowded, share(make_broadcast("hi"))});
  };
  said();
  settle();
  CAF_CHECK(thread.outputs().enough_told());
  thread.turn(troupe::net::clock::duration::zero());
  for (int n = 0; n < 20; ++n)
    said();
  sched.run_once(); // which takes them all out of the inbox, to be counted
  thread.turn(troupe::net::clock::duration::zero());
  sched.run_once();
  CAF_CHECK(!thread.outputs().enough_told());
  settle(); // while there is still somebody to hear it
}

CAF_TEST(what goes to one socket is prompt however many there are) {
  fake_output output{thread};
  fake_socket other{"other"};
  const auto slot = index.open("/", output);
  while (index.count_nsp("/") <= 256)
    index.open("/", other);
  tell(deliver_to_slot{slot, share(make_broadcast("hi")), {}});
  CAF_CHECK_EQUAL(output.heard.take(), "prompt");
}

CAF_TEST(a dispatcher describes itself) {
  const auto told = describe(dispatcher);
  CAF_REQUIRE_EQUAL(told.size(), 1u);
  CAF_CHECK_EQUAL(told.front().kind, "dispatcher");
  CAF_CHECK_EQUAL(told.front().name, "0");
  CAF_CHECK_EQUAL(told.front().members, 2u);
}

CAF_TEST_FIXTURE_SCOPE_END()
