#pragma once

#include "messages/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace troupe::net {

class frame_filter;
class stream_events;
/// Packets that have been written, and their bytes.
struct packets_written {
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0; ///< headers of WebSocket included
};

/// Frames that wait to be written to one socket; lent by its thread while there
/// are any.
struct out_queue {
  std::vector<messages::frame_ptr> frames;
  std::size_t head = 0;   ///< the first frame that is not written
  std::size_t offset = 0; ///< bytes of it that are
  std::size_t bytes = 0;  ///< still to write in all
  /// Where its stream says whom it tells; null = it tells nobody.
  stream_events* const* tell = nullptr;
  std::size_t pushed = 0; ///< bytes, written or not
  packets_written others; ///< of that: no packets, or counted already
  bool mixed = false;     ///< there are some that are no packets

  std::size_t waiting() const noexcept { return frames.size() - head; }
  bool empty() const noexcept { return head == frames.size(); }

  void push(messages::frame_ptr f) {
    const auto size = f->wire().size();
    bytes += size;
    pushed += size;
    frames.push_back(std::move(f));
  }
  /// What was pushed last is no packet, but HTTP or a control frame.
  void discount_last() {
    mixed = true;
    ++others.packets;
    others.bytes += frames.back()->wire().size();
  }
  /// What has been written since this was asked last.
  packets_written take_packets() {
    const packets_written now{head, pushed - bytes};
    const auto before = std::exchange(others, now);
    return {now.packets - before.packets, now.bytes - before.bytes};
  }
  /// Nothing more will be written. What has been is only known if there were
  /// no others among it.
  void give_up_counting() {
    if (mixed)
      take_packets();
  }

  /// Counts `n` bytes as written, lets go of the frames that are done, and
  /// tells of the traced ones.
  void written(std::size_t n);
  /// The names of those that still wait.
  std::vector<std::uint64_t> waiting_traced() const;
  /// Drops the frames that `which` says, but none of the next `begun` bytes,
  /// and tells of the traced ones. How many bytes go.
  std::size_t drop(frame_filter& which, std::size_t begun);

  void clear() {
    frames.clear();
    head = offset = bytes = pushed = 0;
    others = {};
    mixed = false;
  }
};

} // namespace troupe::net
