#define CAF_SUITE actors.session_portrait

#include "actors/session/session_portrait.hpp"

#include "tests/support/test.hpp"

using namespace troupe::actors;
using troupe::messages::tree_node;

namespace {

const activity::clock::time_point start{};

std::vector<tree_node>
append(std::vector<session_portrait> sessions, std::size_t top) {
  tree_node registry;
  registry.kind = "session-registry";
  registry.name = "3";
  std::vector nodes{registry};
  activity together{start};
  append_sessions(nodes, std::move(sessions), top, together, start);
  return nodes;
}

} // namespace

CAF_TEST(the busiest sessions are named by what the log calls them) {
  const auto all = append(
    {{"aaaaaaaa-secret", 0, 10, 1000},
     {"bbbbbbbb-secret", 0, 50, 1000},
     {"cccccccc-secret", 7, 0, 1000},
     {"dddddddd-secret", 0, 50, 100'000}},
    2);
  CAF_REQUIRE_EQUAL(all.size(), 4u);
  CAF_CHECK_EQUAL(all[1].id(), "connection:cccccccc");
  CAF_CHECK_EQUAL(all[1].bytes, 7u);
  CAF_CHECK_EQUAL(all[2].id(), "connection:bbbbbbbb");
  CAF_CHECK_EQUAL(all[2].per_second, 50.0);
  CAF_CHECK_EQUAL(all[3].id(), "connection:thread 3");
  CAF_CHECK_EQUAL(all[3].count, 2u);
  CAF_CHECK_EQUAL(all[3].handled, 60u);
  for (std::size_t i = 1; i < all.size(); ++i)
    CAF_CHECK_EQUAL(all[i].parent, "session-registry:3");
}

CAF_TEST(a thread without sessions has a line that says so) {
  const auto all = append({}, 5);
  CAF_REQUIRE_EQUAL(all.size(), 2u);
  CAF_CHECK_EQUAL(all[1].count, 0u);
}
