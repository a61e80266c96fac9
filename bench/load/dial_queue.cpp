#include "bench/load/dial_queue.hpp"

namespace troupe::bench {

void dial_queue::fill(
  std::uint32_t first, std::uint32_t end, std::uint64_t now) {
  for (auto client = end; client > first; --client)
    waiting_.push_back(client - 1);
  pace_ = {per_second_, now};
}

std::optional<std::uint32_t> dial_queue::next(std::uint64_t now) {
  if (!ready() || (pace_.running() && !pace_.due(now)))
    return std::nullopt;
  pace_.take();
  const auto client = waiting_.back();
  waiting_.pop_back();
  ++in_flight_;
  ++dialed_;
  return client;
}

} // namespace troupe::bench
