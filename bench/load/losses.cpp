#include "bench/load/losses.hpp"

#include "bench/load/clock.hpp"
#include "bench/load/sequence.hpp"

#include <algorithm>

namespace troupe::bench {

namespace {

/// How long after its connect a member is surely in its room.
constexpr std::uint64_t surely_in = ns_per_second;

std::uint64_t above(std::uint64_t a, std::uint64_t b) noexcept {
  return a > b ? a - b : 0;
}

} // namespace

loss_figures losses(const results& found, mode of) noexcept {
  const auto& all = found.whole;
  const auto skipped = above(all[count::gaps], all[count::late]);
  loss_figures sum;
  if (of == mode::mixed) {
    sum.lost = skipped + found.missing;
    return sum;
  }
  const auto before = of == mode::broadcast ? skipped : 0;
  sum.lost = of == mode::broadcast
               ? above(all[count::expected], all[count::deliveries])
               : above(all[count::asked], all[count::acks]);
  if (found.moving)
    sum.undelivered = above(sum.lost, before);
  return sum;
}

std::uint64_t missing_at_end(const run_state& run) noexcept {
  std::uint64_t missing = 0;
  for (const auto& member : run.clients) {
    if (member.at != stage::up || !member.last_seen)
      continue;
    // In mixed, the publishers of a room are its members.
    for (auto i = member.room; i < run.publishers.size();
         i += run.chosen.rooms) {
      const auto& from = *run.publishers[i];
      const auto last = member.last_seen[from.local];
      if (last != any_sequence)
        missing += above(from.sequence, last);
      else if (from.last_sent > member.up_since + surely_in)
        ++missing;
    }
  }
  return missing;
}

} // namespace troupe::bench
