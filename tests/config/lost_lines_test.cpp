#define CAF_SUITE config.lost_lines

#include "config/lost_lines.hpp"

#include "tests/support/captured_log.hpp"
#include "tests/support/test.hpp"

using namespace troupe;
using namespace std::chrono_literals;

CAF_TEST(dropped lines are told at once and then every few seconds) {
  log::lost_lines lost;
  const log::lost_lines::clock::time_point start{1h};
  CAF_CHECK_EQUAL(lost.due(0, start), 0u);
  CAF_CHECK_EQUAL(lost.due(3, start + 1s), 3u);
  CAF_CHECK_EQUAL(lost.due(3, start + 2s), 0u);
  CAF_CHECK_EQUAL(lost.due(10, start + 5s), 0u);
  CAF_CHECK_EQUAL(lost.due(12, start + 6s), 9u);
  CAF_CHECK_EQUAL(lost.due(12, start + 1h), 0u);
}

CAF_TEST(at the end the rest is told without waiting) {
  log::lost_lines lost;
  const log::lost_lines::clock::time_point start{1h};
  CAF_CHECK_EQUAL(lost.due(3, start), 3u);
  CAF_CHECK_EQUAL(lost.rest(8), 5u);
  CAF_CHECK_EQUAL(lost.rest(8), 0u);
}

CAF_TEST(each event has its line) {
  tests::captured_log output{log::level::info};
  log::tell({{"a", 3}, {"b", 1}}, 7);
  log::tell({}, 0);
  const auto lines = output.end();
  CAF_REQUIRE_EQUAL(lines.size(), 3u);
  CAF_CHECK(lines[0].ends_with(
    R"("event":"log-lines-suppressed","node":"test","of":"a","lines":3})"));
  CAF_CHECK(lines[1].ends_with(R"("of":"b","lines":1})"));
  CAF_CHECK(lines[2].ends_with(
    R"("event":"log-lines-dropped","node":"test","lines":7})"));
}
