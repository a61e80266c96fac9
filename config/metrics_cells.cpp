#include "config/metrics_cells.hpp"

#include <array>
#include <memory>
#include <mutex>

namespace troupe::metrics {

namespace {

constexpr std::size_t cache_line = 64;

struct alignas(cache_line) cell {
  std::array<cell_value, cell_slots> values{};
};

/// All cells there have ever been: as many as threads that counted at a time.
struct registry {
  std::mutex guard; // of the two below
  std::vector<std::unique_ptr<cell>> cells;
  std::vector<cell*> ownerless;
};

/// Never destroyed: a thread that outlives `main` may still count.
registry& all() {
  static auto& one = *new registry;
  return one;
}

/// Trivial, so that it can be asked while the thread ends.
constinit thread_local bool ending = false;

/// Gives a cell back when its thread ends; what it holds stays counted.
struct owner {
  ~owner() {
    own_cell = nullptr;
    ending = true;
    const std::lock_guard lock{all().guard};
    all().ownerless.push_back(owned);
  }
  cell* owned;
};

cell* find_cell() {
  auto& known = all();
  const std::lock_guard lock{known.guard};
  if (known.ownerless.empty())
    return known.cells.emplace_back(std::make_unique<cell>()).get();
  auto* found = known.ownerless.back();
  known.ownerless.pop_back();
  return found;
}

/// A thread that still counts when its own cell has been given back keeps the
/// one that it gets now: nobody could tell when it is done.
cell* find_own_cell() {
  if (ending)
    return find_cell();
  thread_local const owner mine{find_cell()};
  return mine.owned;
}

} // namespace

constinit thread_local cell_value* own_cell = nullptr;

cell_value* take_cell() noexcept {
  own_cell = find_own_cell()->values.data();
  return own_cell;
}

std::vector<std::uint64_t> totals() {
  std::vector<std::uint64_t> sums(cell_slots);
  const std::lock_guard lock{all().guard};
  for (const auto& each : all().cells)
    for (std::size_t i = 0; i < cell_slots; ++i)
      sums[i] += each->values[i].load(std::memory_order_relaxed);
  return sums;
}

std::uint64_t total(slot at) {
  std::uint64_t sum = 0;
  const std::lock_guard lock{all().guard};
  for (const auto& each : all().cells)
    sum += each->values[at].load(std::memory_order_relaxed);
  return sum;
}

} // namespace troupe::metrics
