#pragma once

#include "actors/roles.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace troupe::actors {

/// What waits to go to one peer. Pure.
///
/// CAF's own buffer knows no bound, so nothing more is handed to it once a
/// window of bytes is not confirmed by the peer: heartbeats never wait behind
/// more than that and one batch.
class peer_outbox {
public:
  static constexpr std::size_t window = 2 << 20;
  static constexpr std::size_t batch_size = 256 << 10;

  explicit peer_outbox(std::size_t bound)
    : bound_{bound} {}

  /// False if more would wait than the bound: the link is to be given up.
  [[nodiscard]] bool push(record_ptr records);
  /// The next batch, about `batch_size` big (a record is never split); nothing
  /// if there is none, or the window is full.
  std::optional<std::string> take_batch();
  /// The peer has taken in so many bytes since the link stands.
  void confirm(std::uint64_t received);

  std::size_t queued_bytes() const noexcept { return queued_; }
  /// True if all has been sent and confirmed.
  bool done() const noexcept { return queue_.empty() && sent_ == confirmed_; }

private:
  std::size_t bound_;
  std::deque<record_ptr> queue_;
  std::size_t queued_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t confirmed_ = 0;
};

} // namespace troupe::actors
