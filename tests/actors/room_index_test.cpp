#define CAF_SUITE actors.room_index

#include "actors/rooms/room_index.hpp"

#include "tests/support/test.hpp"

#include <algorithm>
#include <deque>

using namespace troupe::actors;
using namespace troupe::messages;

using std::string;
using strings = std::vector<string>;

namespace {

constexpr std::uint32_t thread = 3;

/// A socket that remembers how often something was delivered to it.
struct member final : delivery_target {
  explicit member(string name, room_set others = {})
    : id_{std::move(name)}
    , rooms_{std::move(others)} {
    rooms_.insert(id_);
  }
  void deliver(const encoded_packet& packet, bool is_volatile) override {
    got.push_back(string{packet.text->payload()} + (is_volatile ? "?" : ""));
  }
  void prefetch() const noexcept override { ++foreseen; }
  const string& id() const noexcept override { return id_; }
  room_set rooms() const override { return rooms_; }

  string id_;
  room_set rooms_;
  strings got;
  mutable std::size_t foreseen = 0; ///< prefetched
  slot_id slot;
};

broadcast said(strings except = {}, slot_id sender = {}) {
  return {
    {make_frame(opcode::text, {"hi"}), nullptr},
    {},
    std::move(except),
    sender,
    false};
}

/// Four sockets: three of `/`, one of `/b`, all of them in a room `x` of their
/// own namespace, `bob` and `cid` also in `y`.
struct four {
  four() {
    for (auto* m : {&ann, &bob, &cid})
      m->slot = index.open("/", *m);
    dan.slot = index.open("/b", dan);
    for (auto* m : {&ann, &bob, &cid})
      index.add({"/", "x"}, m->slot);
    index.add({"/b", "x"}, dan.slot);
    index.add({"/", "y"}, bob.slot);
    index.add({"/", "y"}, cid.slot);
  }
  /// Who got something since the last call, once per packet.
  string receivers() {
    string names;
    for (auto* m : {&ann, &bob, &cid, &dan}) {
      for (std::size_t i = 0; i < m->got.size(); ++i)
        names += m->id_ + ' ';
      m->got.clear();
    }
    return names;
  }
  /// Checks who got what was delivered, and that so many were counted.
  void check(std::size_t count, const string& names) {
    CAF_CHECK_EQUAL(receivers(), names);
    const auto spaces = std::count(names.begin(), names.end(), ' ');
    CAF_CHECK_EQUAL(count, static_cast<std::size_t>(spaces));
  }
  room_index index{thread};
  member ann{"ann"}, bob{"bob"}, cid{"cid"}, dan{"dan"};
};

strings sorted(const std::vector<room_key>& keys) {
  strings names;
  for (const auto& key : keys)
    names.push_back(key.nsp + ' ' + key.room);
  std::sort(names.begin(), names.end());
  return names;
}

} // namespace

CAF_TEST(the name of a closed slot means nobody though its place is reused) {
  room_index index{thread};
  member old{"old"}, young{"young"};
  const auto stale = index.open("/", old);
  index.close(stale);
  const auto fresh = index.open("/", young);
  CAF_CHECK_EQUAL(fresh.index, stale.index);
  CAF_CHECK(fresh != stale);
  CAF_CHECK(!index.add({"/", "x"}, stale));
  CAF_CHECK(index.add({"/", "x"}, fresh));
  CAF_CHECK(!index.remove({"/", "x"}, stale));
  CAF_CHECK_EQUAL(index.deliver_to_slot(stale, said(), {}), 0u);
  CAF_CHECK_EQUAL(index.deliver_to_nsp("/", said({}, stale)), 1u);
  index.close(stale);
  CAF_CHECK_EQUAL(index.sockets(), 1u);
  CAF_CHECK(index.take_departures().empty());
  CAF_CHECK(old.got.empty());
  CAF_CHECK_EQUAL(young.got, strings{"hi"});
}

CAF_TEST(names of other threads and of places that never were mean nobody) {
  four all;
  auto foreign = all.ann.slot;
  foreign.thread = thread + 1;
  auto beyond = all.ann.slot;
  beyond.index = 1000;
  for (const auto& slot : {foreign, beyond, slot_id{}}) {
    CAF_CHECK(!all.index.add({"/", "z"}, slot));
    CAF_CHECK(!all.index.remove({"/", "x"}, slot));
    CAF_CHECK_EQUAL(all.index.deliver_to_slot(slot, said(), {}), 0u);
    all.index.close(slot);
  }
  CAF_CHECK_EQUAL(all.index.sockets(), 4u);
  CAF_CHECK_EQUAL(all.index.deliver_to_nsp("/", said({}, foreign)), 3u);
}

CAF_TEST(a broadcast reaches those it means and no others) {
  four all;
  const struct {
    string name;
    strings except;
    slot_id sender;
    string nsp, room_x, room_y, ann;
  } cases[] = {
    {"all", {}, {}, "ann bob cid ", "ann bob cid ", "bob cid ", "ann "},
    {"sender", {}, all.ann.slot, "bob cid ", "bob cid ", "bob cid ", ""},
    {"other sender", {}, all.bob.slot, "ann cid ", "ann cid ", "cid ", "ann "},
    {"sender elsewhere",
     {},
     all.dan.slot,
     "ann bob cid ",
     "ann bob cid ",
     "bob cid ",
     "ann "},
    {"except room", {"y"}, {}, "ann ", "ann ", "", "ann "},
    {"except socket", {"bob"}, {}, "ann cid ", "ann cid ", "cid ", "ann "},
    {"except both", {"ann", "y"}, {}, "", "", "", ""},
    {"except nobody",
     {"z", ""},
     {},
     "ann bob cid ",
     "ann bob cid ",
     "bob cid ",
     "ann "},
    {"except and sender", {"bob"}, all.cid.slot, "ann ", "ann ", "", "ann "},
  };
  for (const auto& c : cases) {
    CAF_MESSAGE(c.name);
    auto& index = all.index;
    const auto what = said(c.except, c.sender);
    all.check(index.deliver_to_nsp("/", what), c.nsp);
    all.check(index.deliver_to_room({"/", "x"}, what, {}), c.room_x);
    all.check(index.deliver_to_room({"/", "y"}, what, {}), c.room_y);
    all.check(index.deliver_to_slot(all.ann.slot, what, {}), c.ann);
  }
}

CAF_TEST(a broadcast to where nobody is reaches nobody) {
  four all;
  all.check(all.index.deliver_to_nsp("/c", said()), "");
  all.check(all.index.deliver_to_room({"/c", "x"}, said(), {}), "");
  all.check(all.index.deliver_to_room({"/b", "y"}, said(), {}), "");
}

CAF_TEST(what is delivered is the packet and whether it is volatile) {
  four all;
  auto what = said();
  what.is_volatile = true;
  all.index.deliver_to_slot(all.ann.slot, what, {});
  all.index.deliver_to_slot(all.ann.slot, said(), {});
  CAF_CHECK_EQUAL(all.ann.got, (strings{"hi?", "hi"}));
}

CAF_TEST(who is meant by several parts of a broadcast gets it once) {
  four all;
  auto& index = all.index;
  const room_key x{"/", "x"}, y{"/", "y"}, none{"/", "z"};
  for (int round = 0; round < 2; ++round) { // the last part forgets the id
    const part of{7, 4};
    CAF_CHECK_EQUAL(index.deliver_to_room(y, said(), of), 2u);
    CAF_CHECK_EQUAL(index.deliver_to_room(none, said(), of), 0u);
    CAF_CHECK_EQUAL(index.deliver_to_slot(all.cid.slot, said(), of), 0u);
    CAF_CHECK_EQUAL(index.deliver_to_room(x, said(), of), 1u);
    CAF_CHECK_EQUAL(all.receivers(), "ann bob cid ");
  }
  index.deliver_to_room(x, said(), {8, 2});
  index.deliver_to_room(x, said(), {9, 2});
  CAF_CHECK_EQUAL(all.receivers(), "ann ann bob bob cid cid ");
  index.deliver_to_room(y, said(), {9, 2});
  index.deliver_to_room(y, said(), {8, 2});
  CAF_CHECK_EQUAL(all.receivers(), "");
  index.deliver_to_room(y, said(), {});
  index.deliver_to_room(y, said(), {});
  CAF_CHECK_EQUAL(all.receivers(), "bob bob cid cid ");
}

CAF_TEST(broadcasts whose other parts never come are forgotten) {
  four all;
  constexpr std::size_t begun = 5000;
  constexpr std::size_t remembered = 1024;
  std::size_t again = 0;
  for (std::uint64_t id = 1; id <= begun; ++id)
    CAF_REQUIRE_EQUAL(
      all.index.deliver_to_slot(all.ann.slot, said(), {id, 2}), 1u);
  for (std::uint64_t id = 1; id <= begun; ++id)
    again += all.index.deliver_to_slot(all.ann.slot, said(), {id, 2});
  CAF_CHECK(again >= begun - remembered);
  // The latest is never the one that goes.
  all.receivers();
  all.index.deliver_to_room({"/", "y"}, said(), {begun + 1, 2});
  all.index.deliver_to_room({"/", "x"}, said(), {begun + 1, 2});
  CAF_CHECK_EQUAL(all.receivers(), "ann bob cid ");
}

CAF_TEST(closed slots leave word of the rooms that they were in) {
  four all;
  all.index.close(all.bob.slot);
  all.index.close(all.dan.slot);
  all.index.remove({"/", "x"}, all.ann.slot);
  CAF_CHECK_EQUAL(
    sorted(all.index.take_departures()), (strings{"/ x", "/ y", "/b x"}));
  CAF_CHECK(all.index.take_departures().empty());
  CAF_CHECK_EQUAL(all.index.count({"/", "x"}), 1u);
}

CAF_TEST(a recount makes members of those who say that they are in) {
  four all;
  all.ann.rooms_ = {"ann", "y"};
  all.bob.rooms_ = {"bob", "y"};
  CAF_CHECK_EQUAL(all.index.recount({"/", "y"}), 2u);
  all.index.deliver_to_room({"/", "y"}, said(), {});
  CAF_CHECK_EQUAL(all.receivers(), "ann bob ");
  CAF_CHECK_EQUAL(all.index.recount({"/", "x"}), 0u);
  CAF_CHECK_EQUAL(all.index.recount({"/c", "x"}), 0u);
  CAF_CHECK_EQUAL(all.index.count({"/b", "x"}), 1u);
}

CAF_TEST(a survey finds the sockets of a namespace and their rooms) {
  four all;
  all.cid.rooms_ = {"cid", "told"};
  all.index.close(all.ann.slot);
  const auto found = all.index.survey("/");
  CAF_CHECK_EQUAL(found.thread, thread);
  CAF_CHECK_EQUAL(found.rooms, (strings{"bob", "cid", "told"}));
  CAF_REQUIRE_EQUAL(found.sockets.size(), 2u);
  for (const auto& socket : found.sockets) {
    const auto& of = socket.socket_id == "bob" ? all.bob : all.cid;
    CAF_CHECK_EQUAL(socket.socket_id, of.id_);
    CAF_CHECK(socket.slot == of.slot);
  }
  CAF_CHECK_EQUAL(all.index.survey("/c").thread, thread);
  CAF_CHECK(all.index.survey("/c").sockets.empty());
}

CAF_TEST(the members of a large room are asked for and then told all of them) {
  room_index index{thread};
  std::deque<member> members;
  for (int i = 0; i < 1'000; ++i) {
    auto& m = members.emplace_back(std::to_string(i));
    m.slot = index.open("/", m);
    index.add({"/", "x"}, m.slot);
  }
  const auto excepted = said({"500"}, members[20].slot);
  CAF_CHECK_EQUAL(index.deliver_to_room({"/", "x"}, excepted, {}), 998u);
  CAF_CHECK_EQUAL(index.deliver_to_nsp("/", said()), 1'000u);
  for (const auto& m : members) {
    const bool both = m.id_ != "500" && m.id_ != "20";
    CAF_CHECK_EQUAL(m.got.size(), both ? 2u : 1u);
    CAF_CHECK_EQUAL(m.foreseen, 2u);
  }
}
