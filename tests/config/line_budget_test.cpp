#define CAF_SUITE config.line_budget

#include "config/line_budget.hpp"

#include "tests/support/test.hpp"

#include <string>
#include <thread>
#include <vector>

using namespace troupe::log;

namespace {

struct line {
  std::uint32_t second;
  std::uint32_t most;
  bool taken;
};

} // namespace

CAF_TEST(a second has so many lines and the next as many again) {
  const line lines[] = {{7, 2, true},  {7, 2, true},  {7, 2, false},
                        {7, 2, false}, {8, 2, true},  {8, 2, true},
                        {8, 2, false}, {20, 2, true}, {20, 3, true},
                        {20, 3, true}, {20, 3, false}};
  line_budget budget;
  std::uint64_t refused = 0;
  for (const auto& [second, most, taken] : lines) {
    CAF_MESSAGE(std::to_string(second));
    CAF_CHECK_EQUAL(budget.take(second, most), taken);
    refused += !taken;
    CAF_CHECK_EQUAL(budget.refused(), refused);
  }
}

CAF_TEST(a line that comes late counts in the second that has begun) {
  line_budget budget;
  CAF_CHECK(budget.take(10, 2));
  CAF_CHECK(budget.take(9, 2));
  CAF_CHECK(!budget.take(9, 2));
  CAF_CHECK(!budget.take(10, 2));
}

CAF_TEST(seconds may begin anew) {
  line_budget budget;
  CAF_CHECK(budget.take(UINT32_MAX, 1));
  CAF_CHECK(!budget.take(UINT32_MAX, 1));
  CAF_CHECK(budget.take(1, 1));
  CAF_CHECK(!budget.take(1, 1));
}

CAF_TEST(many threads take no more than one would) {
  line_budget budget;
  std::atomic<std::uint64_t> taken{0};
  std::vector<std::thread> threads;
  for (int n = 0; n < 4; ++n)
    threads.emplace_back([&] {
      for (std::uint32_t line = 0; line < 10'000; ++line)
        taken += budget.take(1 + line / 5'000, 300);
    });
  for (auto& thread : threads)
    thread.join();
  // A thread that is a second behind takes of the one that has begun.
  CAF_CHECK_EQUAL(taken.load() + budget.refused(), 40'000u);
  CAF_CHECK(taken.load() <= 600u);
  CAF_CHECK(taken.load() >= 300u);
}
