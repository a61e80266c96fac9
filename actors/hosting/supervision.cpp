#include "actors/hosting/supervision.hpp"

namespace troupe::actors {

std::optional<std::chrono::milliseconds>
restart_budget::crashed(clock::time_point now) {
  while (!recent_.empty() && now - recent_.front() > within)
    recent_.pop_front();
  if (recent_.size() >= most)
    return {};
  const auto delay = first_delay * (1 << recent_.size());
  recent_.push_back(now);
  ++restarts_;
  return delay;
}

} // namespace troupe::actors
