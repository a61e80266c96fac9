#define CAF_SUITE bench.marker

#include "bench/load/marker.hpp"

#include "tests/support/test.hpp"

using namespace troupe::bench;

namespace {

std::string written(const marker& mark) {
  std::string bytes(marker_size, '?');
  write_marker(bytes.data(), mark);
  return bytes;
}

} // namespace

CAF_TEST(what is written is read again) {
  const marker cases[]{
    {0, 0, 0},
    {1, 2, 3},
    {(1u << 18) - 1, (1u << 30) - 1, (std::uint64_t{1} << 54) - 1},
    {70'000, 123'456'789, 987'654'321'012'345}};
  for (const auto& mark : cases) {
    const auto bytes = written(mark);
    CAF_REQUIRE(is_marker(bytes));
    const auto read = read_marker(bytes.data());
    CAF_CHECK_EQUAL(read.publisher, mark.publisher);
    CAF_CHECK_EQUAL(read.sequence, mark.sequence);
    CAF_CHECK_EQUAL(read.stamp, mark.stamp);
  }
}

CAF_TEST(a marker is found behind what only looks like one) {
  const auto mark = written({7, 8, 9});
  const auto text = R"(42["new-message",{"msg":"a~b )" + mark + R"(xx"}])";
  CAF_CHECK_EQUAL(find_marker(text).value_or(0), text.find(mark));
}

CAF_TEST(half a marker is none) {
  const auto mark = written({7, 8, 9});
  CAF_CHECK(!find_marker(std::string_view{mark}.substr(1)));
  CAF_CHECK(!find_marker(std::string_view{mark}.substr(0, marker_size - 1)));
  CAF_CHECK(!find_marker(""));
}
