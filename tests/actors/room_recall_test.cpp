#define CAF_SUITE actors.room_recall

#include "actors/rooms/room_index.hpp"

#include "actors/recovery/parked_sessions.hpp"
#include "tests/support/test.hpp"

#include <memory>
#include <optional>
#include <string>

using namespace troupe::actors;
using namespace troupe::messages;

using std::string;

namespace {

const room_index::time_point start{std::chrono::hours{1}};
const room_key lobby{"/", "lobby"};
const room_key attic{"/", "attic"};

struct member final : delivery_target {
  explicit member(string name)
    : id_{std::move(name)} {}
  void deliver(const encoded_packet&, bool) override { ++got; }
  const string& id() const noexcept override { return id_; }
  room_set rooms() const override { return {id_, "lobby"}; }

  string id_;
  int got = 0;
};

/// A thread with one socket, in the lobby.
struct thread_of_one {
  thread_of_one() {
    index.keep_logs({100, 1 << 20, std::chrono::hours{1}});
    slot = index.open("/", ann);
    index.add(lobby, slot);
  }
  broadcast_ptr make(
    std::uint64_t offset, std::vector<string> except = {},
    slot_id sender = {}) {
    auto made = std::make_shared<broadcast>();
    made->packet.text = make_frame(opcode::text, {std::to_string(offset)});
    made->offset = offset;
    made->except = std::move(except);
    made->sender = sender;
    return made;
  }
  void say(const room_key& room, broadcast_ptr what) {
    index.keep_room(room, what, start);
    index.deliver_to_room(room, *what, {});
  }
  string missed(std::optional<std::uint64_t> offset) {
    const auto all = index.recall(slot, offset);
    if (const auto* why = std::get_if<recall_refusal>(&all))
      return string{to_string(*why)};
    string text;
    for (const auto& what : std::get<recalled>(all).missed)
      text += string{what->packet.text->payload()} + ' ';
    return text;
  }

  room_index index{0};
  member ann{"ann"};
  slot_id slot;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(recalling, thread_of_one)

  CAF_TEST(rooms and namespace and socket are one history) {
    say(lobby, make(1));
    index.keep_slot(slot, make(2), start);
    index.keep_nsp("/", make(3), start);
    say(lobby, make(4));
    CAF_CHECK_EQUAL(missed({}), "1 2 3 4 ");
    CAF_CHECK_EQUAL(missed(2), "3 4 ");
    CAF_CHECK_EQUAL(missed(4), "");
    CAF_CHECK_EQUAL(missed(9), "unknown offset");
  }

CAF_TEST(what is not for a socket is not missed by it) {
  say(lobby, make(1, {"ann"}));
  say(lobby, make(2, {}, slot));
  say(lobby, make(3));
  say(attic, make(4));
  CAF_CHECK_EQUAL(missed({}), "3 ");
}

CAF_TEST(what was said before the join is not missed) {
  member bob{"bob"};
  index.add(attic, index.open("/", bob));
  say(attic, make(1));
  index.add(attic, slot);
  say(attic, make(2));
  CAF_CHECK_EQUAL(missed({}), "2 ");
}

CAF_TEST(an offset of a room that was left is known) {
  member bob{"bob"};
  index.add(lobby, index.open("/", bob));
  index.add(attic, slot);
  say(lobby, make(1));
  say(lobby, make(2));
  index.remove(lobby, slot);
  say(lobby, make(3));
  say(attic, make(4));
  CAF_CHECK_EQUAL(missed(2), "4 ");
  // Of what it missed before it left, nobody speaks any more.
  CAF_CHECK_EQUAL(missed(1), "unknown offset");
}

CAF_TEST(without an offset nothing is kept) {
  say(lobby, make(0));
  CAF_CHECK_EQUAL(missed({}), "");
  CAF_CHECK_EQUAL(ann.got, 1);
}

CAF_TEST(a parked socket keeps its rooms and is none to be counted) {
  parked_session away{{"pid", "ann", "/", {"lobby"}, "", slot}};
  index.retarget(slot, away);
  CAF_CHECK_EQUAL(index.sockets(), 0U);
  say(lobby, make(1));
  CAF_CHECK_EQUAL(index.count(lobby), 1U);
  CAF_CHECK_EQUAL(ann.got, 0);
  index.retarget(slot, ann);
  CAF_CHECK_EQUAL(index.sockets(), 1U);
  CAF_CHECK_EQUAL(missed({}), "1 ");
  index.retarget(slot, away);
  index.close(slot);
  CAF_CHECK_EQUAL(index.sockets(), 0U);
  CAF_CHECK_EQUAL(missed({}), "more missed than is kept");
}

CAF_TEST(one that begins anew has missed what it is told) {
  say(lobby, make(1));
  say(lobby, make(2));
  index.begin_anew(slot, 7, {make(8), make(9)}, start);
  say(lobby, make(10));
  CAF_CHECK_EQUAL(missed(7), "8 9 10 ");
  CAF_CHECK_EQUAL(missed(9), "10 ");
  CAF_CHECK_EQUAL(missed({}), "8 9 10 ");
}

CAF_TEST(what may have gone elsewhere is forgotten) {
  say(lobby, make(1));
  index.forgo_own(slot);
  CAF_CHECK_EQUAL(missed({}), "more missed than is kept");
  CAF_CHECK_EQUAL(missed(1), "");
}

CAF_TEST(age is looked after also where nothing is said) {
  say(lobby, make(1));
  index.keep_slot(slot, make(2), start);
  index.keep_nsp("/", make(3), start);
  index.forget(start + std::chrono::hours{2});
  CAF_CHECK_EQUAL(missed({}), "more missed than is kept");
  CAF_CHECK_EQUAL(missed(3), "unknown offset");
}

CAF_TEST(a fence is told to who watches) {
  struct watcher final : fence_watcher {
    void on_fence(const fence& passed) override { seen = passed.id; }
    std::uint64_t seen = 0;
  } by;
  index.pass({5, 0, 0, 0, 0, "/"});
  index.watch_fences(&by);
  index.pass({6, 0, 0, 0, 0, "/"});
  CAF_CHECK_EQUAL(by.seen, 6U);
}

CAF_TEST_FIXTURE_SCOPE_END()
