#pragma once

#include "bench/load/options.hpp"

#include <atomic>
#include <cstdint>
#include <vector>

namespace troupe::bench {

/// Counts how many members of the room have each of a publisher's last
/// messages. Any thread may add; only the publisher's own begins a message.
class arrivals {
public:
  /// Remembers the last `size` messages, a power of two or 0.
  explicit arrivals(std::size_t size)
    : slots_(size) {}

  void begin(std::uint32_t sequence) noexcept {
    slot(sequence).store(tag(sequence), std::memory_order_relaxed);
  }
  /// Adds one and returns how many it makes; 0 if the message is forgotten.
  /// With `alone` nobody else adds at this time, which is cheaper.
  std::uint32_t add(std::uint32_t sequence, bool alone) noexcept {
    auto& counted = slot(sequence);
    const auto before = counted.load(std::memory_order_relaxed);
    if (before >> 32 != sequence)
      return 0;
    if (alone) {
      counted.store(before + 1, std::memory_order_relaxed);
      return static_cast<std::uint32_t>(before + 1);
    }
    const auto now = counted.fetch_add(1, std::memory_order_relaxed) + 1;
    return static_cast<std::uint32_t>(now);
  }

private:
  static std::uint64_t tag(std::uint32_t sequence) noexcept {
    return static_cast<std::uint64_t>(sequence) << 32;
  }
  std::atomic<std::uint64_t>& slot(std::uint32_t sequence) noexcept {
    return slots_[sequence & (slots_.size() - 1)];
  }

  std::vector<std::atomic<std::uint64_t>> slots_;
};

/// A client that sends to its room. Its thread's own, except for the atomics
/// and what does not change.
struct publisher {
  explicit publisher(std::size_t remembered)
    : arrived{remembered} {}

  std::uint32_t client = 0;
  std::uint32_t room = 0;
  std::uint32_t local = 0; ///< which one of its room
  std::uint32_t worker = 0;
  std::uint32_t sequence = 0;  ///< of the last message sent; the first is 1
  std::uint64_t last_sent = 0; ///< when
  std::atomic<std::uint32_t> credits{0}; ///< completed elsewhere
  arrivals arrived;
};

/// The client that is the `i`th publisher: spread over the rooms first, then
/// over the members of a room.
std::uint32_t
publishing_client(std::uint32_t i, const options& chosen) noexcept;

/// How many messages each publisher's `arrivals` remember.
std::size_t remembered_messages(const options& chosen) noexcept;

} // namespace troupe::bench
