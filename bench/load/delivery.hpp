#pragma once

#include "bench/load/figures.hpp"
#include "bench/load/run_state.hpp"
#include "bench/load/sequence.hpp"

#include <cstdint>
#include <string_view>

namespace troupe::bench {

/// A room message that came where it belongs.
struct delivery {
  publisher* from = nullptr; ///< none if it is not one, or a duplicate
  marker mark;
  std::uint64_t sent = 0; ///< as `now_ns()`
};

/// Takes what the members of one thread get, and counts what is wrong with it.
class delivery_desk {
public:
  delivery_desk(run_state& run, figures& measured) noexcept
    : run_{run}
    , measured_{measured} {}

  [[gnu::always_inline]] delivery
  take(client& to, std::string_view packet) noexcept {
    if (!packet.starts_with(run_.packets.receive_prefix())) {
      measured_.counted.add(count::other);
      return {};
    }
    measured_.counted.add(count::deliveries);
    if (!marked(to, packet)) {
      measured_.counted.add(count::unmarked);
      return {};
    }
    const auto mark = read_marker(packet.data() + to.marker_hint);
    const auto sent = mark.stamp + run_.began;
    if (measured_.measuring)
      measured_.spent.latency.add(
        measured_.now > sent ? measured_.now - sent : 0);
    if (
      mark.publisher >= run_.publishers.size() ||
      run_.publishers[mark.publisher]->room != to.room) [[unlikely]] {
      measured_.counted.add(count::wrong_room);
      return {};
    }
    auto& from = *run_.publishers[mark.publisher];
    if (!in_order(to, from.local, mark.sequence))
      return {};
    return {&from, mark, sent};
  }

private:
  /// Messages of one shape have their markers in one place.
  static bool marked(client& to, std::string_view packet) noexcept {
    if (
      to.marker_hint < packet.size() &&
      is_marker(
        {packet.data() + to.marker_hint, packet.size() - to.marker_hint}))
      [[likely]]
      return true;
    const auto found = find_marker(packet);
    if (found)
      to.marker_hint = static_cast<std::uint32_t>(*found);
    return found.has_value();
  }

  /// False for a duplicate.
  bool
  in_order(client& to, std::uint32_t local, std::uint32_t sequence) noexcept {
    if (!to.last_seen)
      return true;
    auto& last = to.last_seen[local];
    if (last == any_sequence)
      last = sequence - 1;
    const auto found = place(last, sequence);
    return found.where == order::next || count_disorder(found);
  }
  bool count_disorder(const placed& found) noexcept;

  run_state& run_;
  figures& measured_;
};

} // namespace troupe::bench
