#include "net/thread_pulse.hpp"

#include <algorithm>
#include <cstring>

namespace troupe::net {

namespace {

thread_local thread_pulse* here = nullptr;

constexpr std::size_t bytes = 32;

} // namespace

thread_pulse* thread_pulse::current() noexcept {
  return here;
}

void thread_pulse::belongs_here() noexcept {
  here = this;
}

void thread_pulse::note(std::string_view event) noexcept {
  std::array<std::uint64_t, bytes / sizeof(std::uint64_t)> words{};
  std::memcpy(words.data(), event.data(), std::min(event.size(), bytes - 1));
  for (std::size_t i = 0; i < words.size(); ++i)
    event_[i].store(words[i], std::memory_order_relaxed);
}

std::string thread_pulse::event() const {
  std::array<std::uint64_t, bytes / sizeof(std::uint64_t)> words{};
  for (std::size_t i = 0; i < words.size(); ++i)
    words[i] = event_[i].load(std::memory_order_relaxed);
  std::array<char, bytes> text{};
  std::memcpy(text.data(), words.data(), bytes - 1);
  return text.data();
}

} // namespace troupe::net
