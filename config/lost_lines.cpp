#include "config/lost_lines.hpp"

#include "config/log.hpp"

#include <utility>

namespace troupe::log {

std::uint64_t
lost_lines::due(std::uint64_t dropped, clock::time_point now) noexcept {
  if (dropped == told_ || now < next_)
    return 0;
  next_ = now + between_reports;
  return rest(dropped);
}

std::uint64_t lost_lines::rest(std::uint64_t dropped) noexcept {
  return dropped - std::exchange(told_, dropped);
}

void tell(const std::vector<left_out>& suppressed, std::uint64_t dropped) {
  for (const auto& [event, lines] : suppressed)
    log::warn(
      "node", "log-lines-suppressed", {{"of", event}, {"lines", lines}});
  if (dropped > 0)
    log::warn("node", "log-lines-dropped", {{"lines", dropped}});
}

} // namespace troupe::log
