#include "config/metrics_labels.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>

namespace troupe::metrics {

namespace {

/// Only ever added to: whoever sees `count` sees so many names as they are.
struct known_nsps {
  std::mutex guard; ///< of those who add
  std::atomic<std::size_t> count{0};
  std::array<std::string, most_nsps> names;
};

/// Never destroyed: a thread that outlives `main` may still ask.
known_nsps& known() {
  static auto& one = *new known_nsps;
  return one;
}

} // namespace

void name_nsps(std::span<const std::string> names) {
  auto& all = known();
  const std::lock_guard lock{all.guard};
  for (const auto& name : names) {
    const auto count = all.count.load(std::memory_order_relaxed);
    if (count == most_nsps)
      return;
    if (nsp_of(name).index != 0)
      continue;
    all.names[count] = name;
    all.count.store(count + 1, std::memory_order_release);
  }
}

nsp_label nsp_of(std::string_view name) noexcept {
  const auto& all = known();
  const auto count = all.count.load(std::memory_order_acquire);
  for (std::size_t i = 0; i < count; ++i)
    if (all.names[i] == name)
      return {static_cast<std::uint8_t>(i + 1)};
  return {};
}

std::string_view nsp_name(std::size_t index) noexcept {
  const auto& all = known();
  if (index == 0)
    return "other";
  return index <= all.count.load(std::memory_order_acquire)
           ? std::string_view{all.names[index - 1]}
           : std::string_view{};
}

actor_kind kind_of(std::string_view name) noexcept {
  const auto& names = label_set<actor_kind>::values;
  const auto* found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? actor_kind::other
                              : static_cast<actor_kind>(found - names.begin());
}

} // namespace troupe::metrics
