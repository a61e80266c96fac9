#include "messages/on_the_way.hpp"

namespace troupe::messages {

namespace {

/// One for all threads: it is written to once per broadcast and not for each of
/// its receivers.
std::atomic<std::size_t> all{0};

} // namespace

std::size_t bytes_on_the_way() noexcept {
  return all.load(std::memory_order_relaxed);
}

void on_the_way::leave(std::size_t bytes) noexcept {
  std::size_t none = 0;
  if (bytes_.compare_exchange_strong(none, bytes, std::memory_order_relaxed))
    all.fetch_add(bytes, std::memory_order_relaxed);
}

void on_the_way::arrive() noexcept {
  if (bytes_.load(std::memory_order_relaxed) == 0)
    return;
  const auto mine = bytes_.exchange(0, std::memory_order_relaxed);
  all.fetch_sub(mine, std::memory_order_relaxed);
}

} // namespace troupe::messages
