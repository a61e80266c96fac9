#pragma once

#include "net/out_queue.hpp"

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace troupe::net {

/// The output queues of one I/O thread: lent, so that an idle connection holds
/// none, and counted by what has been written from them over WebSockets.
class queue_pool {
public:
  std::unique_ptr<out_queue> lend() {
    if (spare_.empty())
      return std::make_unique<out_queue>();
    auto lent = std::move(spare_.back());
    spare_.pop_back();
    return lent;
  }

  void give_back(std::unique_ptr<out_queue> queue) {
    count(queue->take_packets());
    queue->clear();
    if (spare_.size() < most_spare)
      spare_.push_back(std::move(queue));
  }

  void count(const packets_written& more) {
    written_.packets += more.packets;
    written_.bytes += more.bytes;
  }
  /// Adds what was counted to the metrics: once a turn, which is cheaper than
  /// with each write.
  void end_turn();

private:
  static constexpr std::size_t most_spare = 4096;

  std::vector<std::unique_ptr<out_queue>> spare_;
  packets_written written_;
};

} // namespace troupe::net
