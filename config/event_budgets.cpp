#include "config/event_budgets.hpp"

#include <algorithm>
#include <functional>

namespace troupe::log {

bool event_budgets::place::claim(std::string_view event) noexcept {
  auto expected = use::free;
  if (!state.compare_exchange_strong(expected, use::claimed))
    return false;
  std::copy(event.begin(), event.end(), name.begin());
  size = static_cast<std::uint8_t>(event.size());
  state.store(use::named, std::memory_order_release);
  return true;
}

/// Takes the place if nobody has it. One that is just being taken is somebody
/// else's: at worst an event gets two.
bool event_budgets::place::is_of(std::string_view wanted) noexcept {
  const auto now = state.load(std::memory_order_acquire);
  if (now == use::named)
    return event() == wanted;
  return now == use::free && claim(wanted);
}

line_budget& event_budgets::budget_of(std::string_view event) noexcept {
  event = event.substr(0, name_bytes);
  const auto from = std::hash<std::string_view>{}(event);
  constexpr std::size_t shared = capacity - 1;
  for (std::size_t n = 0; n < shared; ++n) {
    auto& at = places_[(from + n) % shared];
    if (at.is_of(event))
      return at.budget;
  }
  auto& last = places_[shared];
  last.claim("(others)");
  return last.budget;
}

bool event_budgets::take(
  std::string_view event, std::uint32_t second, std::uint32_t most) noexcept {
  return budget_of(event).take(second, most);
}

std::uint64_t event_budgets::refused() const noexcept {
  std::uint64_t sum = 0;
  for (const auto& at : places_)
    sum += at.budget.refused();
  return sum;
}

std::vector<left_out> event_budgets::collect() {
  std::vector<left_out> found;
  for (auto& at : places_) {
    if (at.state.load(std::memory_order_acquire) != use::named)
      continue;
    const auto refused = at.budget.refused();
    if (refused != at.told)
      found.push_back({at.event(), refused - at.told});
    at.told = refused;
  }
  return found;
}

} // namespace troupe::log
