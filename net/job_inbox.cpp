#include "net/job_inbox.hpp"

namespace troupe::net {

job_inbox::outcome job_inbox::put(void* job) {
  const std::lock_guard guard{mutex_};
  if (closed_)
    return outcome::closed;
  const bool first = jobs_.empty();
  jobs_.push_back(job);
  filled_.store(true, std::memory_order_release);
  return first ? outcome::first : outcome::later;
}

void job_inbox::take_all(std::deque<void*>& jobs) {
  const std::lock_guard guard{mutex_};
  jobs.insert(jobs.end(), jobs_.begin(), jobs_.end());
  jobs_.clear();
  filled_.store(false, std::memory_order_relaxed);
}

void job_inbox::close() {
  const std::lock_guard guard{mutex_};
  closed_ = true;
}

} // namespace troupe::net
