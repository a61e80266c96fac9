#define CAF_SUITE actors.interest

#include "actors/rooms/interest.hpp"

#include "tests/support/test.hpp"

#include <random>
#include <set>

using troupe::actors::interest;
using troupe::messages::peer::rooms_news;

using std::string;

namespace {

using names = std::vector<string>;
using nodes = std::vector<std::uint32_t>;

rooms_news delta(const names& opened, const names& closed = {}) {
  return {"/", false, opened, closed, false};
}
rooms_news snapshot(const names& opened) {
  return {"/", true, opened, {}, false};
}

/// "s7-…" is a socket of node 7.
std::optional<std::uint32_t> owner_of(std::string_view id) {
  if (id.size() < 3 || id[0] != 's' || id[2] != '-')
    return {};
  return id[1] - '0';
}

/// Which nodes are known to hold what.
struct model {
  std::map<std::uint32_t, std::set<string>> rooms;

  void take(std::uint32_t node, const rooms_news& news) {
    if (!rooms.contains(node))
      return;
    if (news.all)
      rooms[node].clear();
    rooms[node].insert(news.opened.begin(), news.opened.end());
    for (const auto& room : news.closed)
      rooms[node].erase(room);
  }

  nodes nodes_for(const names& asked) const {
    nodes heard;
    for (const auto& [node, held] : rooms) {
      bool wants = asked.empty();
      for (const auto& room : asked)
        wants |= held.contains(room) || owner_of(room) == node;
      if (wants)
        heard.push_back(node);
    }
    return heard;
  }
};

} // namespace

CAF_TEST(who holds one of the rooms has to hear) {
  interest in;
  for (const auto node : {9u, 7u, 8u})
    in.add(node);
  in.take(7, delta({"x", "y"}));
  in.take(8, delta({"y", ""}));
  const std::pair<names, nodes> cases[] =
    {
      {{"x"}, {7}},    {{"y"}, {7, 8}},   {{""}, {8}},
      {{"z"}, {}},     {{"z", "x"}, {7}}, {{"x", "y", "x"}, {7, 8}},
      {{}, {7, 8, 9}}, // the namespace
    };
  for (const auto& [rooms, heard] : cases)
    CAF_CHECK(in.nodes_for(rooms) == heard);
}

CAF_TEST(news change what a node holds) {
  interest in;
  in.add(7);
  in.take(7, delta({"x", "y"}));
  in.take(7, delta({"z"}, {"x", "unknown"}));
  CAF_CHECK(in.nodes_for({"x"}).empty());
  CAF_CHECK(in.nodes_for({"y"}) == nodes{7});
  CAF_CHECK(in.nodes_for({"z"}) == nodes{7});
  in.take(7, delta({"y"}));
  in.take(7, delta({}, {"y"}));
  CAF_CHECK(in.nodes_for({"y"}).empty());
}

CAF_TEST(all its rooms replace what was known) {
  interest in;
  in.add(7);
  in.add(8);
  in.take(7, delta({"x", "y"}));
  in.take(8, delta({"x"}));
  in.take(7, snapshot({"y", "z"}));
  CAF_CHECK(in.nodes_for({"x"}) == nodes{8});
  CAF_CHECK(in.nodes_for({"y"}) == nodes{7});
  CAF_CHECK(in.nodes_for({"z"}) == nodes{7});
  in.take(7, snapshot({}));
  CAF_CHECK(in.nodes_for({"y", "z"}).empty());
}

CAF_TEST(a node is known from its link until that ends) {
  interest in;
  in.take(7, snapshot({"x"}));
  CAF_CHECK(in.nodes_for({}).empty());
  in.add(7);
  CAF_CHECK(in.nodes_for({"x"}).empty());
  in.take(7, snapshot({"x"}));
  in.drop(7);
  in.drop(7);
  CAF_CHECK(in.nodes_for({"x"}).empty());
  CAF_CHECK(in.nodes_for({}).empty());
  in.take(7, delta({"x"}));
  in.add(7);
  CAF_CHECK(in.nodes_for({}) == nodes{7});
  CAF_CHECK(in.nodes_for({"x"}).empty());
}

CAF_TEST(a node that is known already keeps its rooms) {
  interest in;
  in.add(7);
  in.take(7, snapshot({"x"}));
  in.add(7);
  CAF_CHECK(in.nodes_for({"x"}) == nodes{7});
}

CAF_TEST(the id of a socket says where it is) {
  interest in{owner_of};
  for (const auto node : {7u, 8u})
    in.add(node);
  in.take(8, delta({"x"}));
  const std::pair<names, nodes> cases[] = {
    {{"s7-a"}, {7}},
    {{"s8-a"}, {8}},
    {{"s9-a"}, {}}, // of us, or of a node without a link
    {{"s7-a", "x"}, {7, 8}},
    {{"s7-a", "s7-b"}, {7}},
    {{"s7"}, {}}, // no id, and nobody's room
  };
  for (const auto& [rooms, heard] : cases)
    CAF_CHECK(in.nodes_for(rooms) == heard);
}

CAF_TEST(a room that is called like a socket is still a room) {
  interest in{owner_of};
  for (const auto node : {7u, 8u})
    in.add(node);
  in.take(8, delta({"s7-a"}));
  CAF_CHECK((in.nodes_for({"s7-a"}) == nodes{7, 8}));
}

CAF_TEST(those who have to hear are right whatever the order of events) {
  std::mt19937 random{20'251'123};
  const auto some = [&random] {
    names picked;
    for (const char* room : {"r0", "r1", "r2", "r3", "r4", "s3-a"})
      if (random() % 3 == 0)
        picked.push_back(room);
    return picked;
  };
  interest in{owner_of};
  model all;
  for (int step = 0; step < 20'000; ++step) {
    const auto node = static_cast<std::uint32_t>(random() % 5);
    const auto kind = random() % 8;
    const rooms_news news{"/", kind == 2, some(), some(), false};
    if (kind == 0) {
      in.add(node);
      all.rooms[node];
    } else if (kind == 1) {
      in.drop(node);
      all.rooms.erase(node);
    } else {
      in.take(node, news);
      all.take(node, news);
    }
    const auto asked = some();
    CAF_REQUIRE(in.nodes_for(asked) == all.nodes_for(asked));
  }
}
