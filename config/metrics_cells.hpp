#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

/// The memory that counts. Each thread has a cell of its own, to which it alone
/// writes: no locked instruction and no shared cache line. Whoever scrapes adds
/// the cells up.
namespace troupe::metrics {

/// Where a value stands in every cell.
using slot = std::uint16_t;
/// How many there may be.
constexpr std::size_t cell_slots = 4096;

using cell_value = std::atomic<std::uint64_t>;

/// This thread's cell; null until it counts for the first time.
extern constinit thread_local cell_value* own_cell;

/// Gives this thread its cell, a new one or one of a thread that has ended.
cell_value* take_cell() noexcept;

/// The same, for as long as the thread runs; to be asked once by whoever counts
/// several things.
inline cell_value* this_cell() noexcept {
  auto* cell = own_cell;
  if (!cell) [[unlikely]]
    cell = take_cell();
  return cell;
}

/// Adds `n` to a value of this thread's cell, modulo 2^64: a gauge goes down by
/// the complement.
inline void add(cell_value* cell, slot at, std::uint64_t n) noexcept {
  // One writer: what was read is still there.
  auto& value = cell[at];
  value.store(
    value.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
}
inline void add(slot at, std::uint64_t n) noexcept {
  add(this_cell(), at, n);
}

/// The sums of all threads, also of those that have ended, by slot. Any thread.
/// What is counted meanwhile may be in it or not.
std::vector<std::uint64_t> totals();
/// One of them.
std::uint64_t total(slot at);

} // namespace troupe::metrics
