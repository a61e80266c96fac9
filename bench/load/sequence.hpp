#pragma once

#include <cstdint>

namespace troupe::bench {

/// How a message stands to the last one of the same publisher.
enum class order : std::uint8_t {
  next,      ///< the one after it
  skipped,   ///< a later one: those between are missing so far
  duplicate, ///< the same again
  late,      ///< an earlier one
};

/// Instead of the last one, of somebody who joins late: any may come next.
constexpr std::uint32_t any_sequence = ~std::uint32_t{0};

struct placed {
  order where = order::next;
  std::uint32_t missing = 0; ///< how many were skipped
};

/// Places `sequence` behind `last`, which is 0 before the first and moves on.
inline placed place(std::uint32_t& last, std::uint32_t sequence) noexcept {
  if (sequence == last + 1) {
    last = sequence;
    return {};
  }
  if (sequence > last) {
    const auto missing = sequence - last - 1;
    last = sequence;
    return {order::skipped, missing};
  }
  return {sequence == last ? order::duplicate : order::late, 0};
}

} // namespace troupe::bench
