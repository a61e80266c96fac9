#include "net/turn_watch.hpp"

#include <utility>

namespace troupe::net {

turn_watch::finding turn_watch::look(std::int64_t last_turn) noexcept {
  if (std::exchange(last_, last_turn) != last_turn) {
    const auto before = std::exchange(looks_, 0);
    return {before >= stuck_after ? news::goes_on : news::none, before};
  }
  ++looks_;
  if (borne_ > 0 && looks_ >= borne_)
    return {news::overdue, looks_};
  return {looks_ == stuck_after ? news::stuck : news::none, looks_};
}

} // namespace troupe::net
