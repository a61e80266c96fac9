#define CAF_SUITE config.event_budgets

#include "config/event_budgets.hpp"

#include "tests/support/test.hpp"

#include <memory>
#include <string>
#include <utility>

using namespace troupe::log;

namespace {

using found = std::vector<std::pair<std::string, std::uint64_t>>;

found collect(event_budgets& from) {
  found all;
  for (const auto& [event, lines] : from.collect())
    all.emplace_back(std::string{event}, lines);
  std::sort(all.begin(), all.end());
  return all;
}

} // namespace

CAF_TEST(an event that floods costs no other its lines) {
  const auto budgets = std::make_unique<event_budgets>();
  for (int n = 0; n < 100; ++n)
    CAF_CHECK_EQUAL(budgets->take("flood", 1, 10), n < 10);
  CAF_CHECK(budgets->take("other", 1, 10));
  CAF_CHECK_EQUAL(budgets->refused(), 90u);
}

CAF_TEST(what was left out is told once by event) {
  const auto budgets = std::make_unique<event_budgets>();
  for (int n = 0; n < 5; ++n) {
    budgets->take("a", 1, 2);
    budgets->take("b", 1, 4);
    budgets->take("c", 1, 9);
  }
  CAF_CHECK(collect(*budgets) == (found{{"a", 3}, {"b", 1}}));
  CAF_CHECK(collect(*budgets).empty());
  budgets->take("b", 1, 4);
  CAF_CHECK(collect(*budgets) == (found{{"b", 1}}));
  CAF_CHECK_EQUAL(budgets->refused(), 5u);
}

CAF_TEST(more events than there is room for share what is left) {
  const auto budgets = std::make_unique<event_budgets>();
  const auto all = event_budgets::capacity + 20;
  for (std::size_t n = 0; n < all; ++n)
    budgets->take("event-" + std::to_string(n), 1, 1);
  // 255 of their own, and one for the other 21.
  CAF_CHECK(collect(*budgets) == (found{{"(others)", 20}}));
}

CAF_TEST(a long id is cut and not mixed up with a shorter one) {
  const auto budgets = std::make_unique<event_budgets>();
  const std::string id(60, 'x');
  CAF_CHECK(budgets->take(id, 1, 1));
  CAF_CHECK(!budgets->take(id, 1, 1));
  CAF_CHECK(budgets->take(id.substr(0, 40), 1, 1));
}
