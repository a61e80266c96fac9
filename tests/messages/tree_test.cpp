#define CAF_SUITE messages.tree

#include "messages/tree.hpp"

#include "tests/support/test.hpp"

#include <nlohmann/json.hpp>

using namespace troupe::messages;

namespace {

tree_node room(std::string name, std::uint64_t members, double per_second) {
  tree_node one;
  one.kind = "room";
  one.name = std::move(name);
  one.parent = "adapter:/";
  one.members = members;
  one.per_second = per_second;
  return one;
}

tree_node adapter() {
  tree_node one;
  one.kind = "adapter";
  one.name = "/";
  return one;
}

std::string names(const std::vector<tree_node>& all) {
  std::string text;
  for (const auto& one : all)
    text += (text.empty() ? "" : " ") + one.name;
  return text;
}

} // namespace

CAF_TEST(the busiest are named and the others summed up) {
  std::vector all{
    adapter(), room("quiet", 1, 0), room("large", 9, 0), room("busy", 2, 5),
    room("small", 3, 0)};
  keep_busiest(all, "room", 2, "rest");
  CAF_CHECK_EQUAL(names(all), "/ busy large rest");
  CAF_CHECK_EQUAL(all.back().count, 2u);
  CAF_CHECK_EQUAL(all.back().members, 4u);
  CAF_CHECK_EQUAL(all.back().parent, "adapter:/");
}

CAF_TEST(what waits to be sent counts most) {
  auto slow = room("slow", 0, 0);
  slow.bytes = 1;
  std::vector all{room("busy", 9, 9), slow};
  keep_busiest(all, "room", 1, "rest");
  CAF_CHECK_EQUAL(names(all), "slow rest");
}

CAF_TEST(as many as may be named stay as they are) {
  std::vector all{adapter(), room("b", 1, 0), room("a", 2, 0)};
  keep_busiest(all, "room", 2, "rest");
  CAF_CHECK_EQUAL(names(all), "/ b a");
  keep_busiest(all, "peer-link", 0, "rest");
  CAF_CHECK_EQUAL(all.size(), 3u);
}

CAF_TEST(none may be named) {
  std::vector all{room("b", 1, 1), room("a", 2, 0)};
  keep_busiest(all, "room", 0, "rest");
  CAF_CHECK_EQUAL(names(all), "rest");
  CAF_CHECK_EQUAL(all.back().members, 3u);
}

CAF_TEST(names that are not UTF - 8 do not spoil the JSON) {
  const auto text = to_json({room("\xff", 1, 0)}, "n1");
  const auto rows = nlohmann::json::parse(text);
  CAF_REQUIRE_EQUAL(rows.size(), 1u);
  CAF_CHECK_EQUAL(rows[0]["node"], "n1");
  CAF_CHECK_EQUAL(rows[0]["members"], 1);
  CAF_CHECK_EQUAL(rows[0]["name"], "\xEF\xBF\xBD");
}
