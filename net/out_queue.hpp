#pragma once

#include "messages/frame.hpp"

#include <cstddef>
#include <vector>

namespace troupe::net {

class stream_events;

/// Frames that wait to be written to one socket; lent by its thread while there
/// are any.
struct out_queue {
  std::vector<messages::frame_ptr> frames;
  std::size_t head = 0;   ///< the first frame that is not written
  std::size_t offset = 0; ///< bytes of it that are
  std::size_t bytes = 0;  ///< still to write in all

  std::size_t waiting() const noexcept { return frames.size() - head; }
  bool empty() const noexcept { return head == frames.size(); }

  void push(messages::frame_ptr f) {
    bytes += f->wire().size();
    frames.push_back(std::move(f));
  }

  /// Counts `n` bytes as written and lets go of the frames that are done; tells
  /// of those that are traced.
  void written(std::size_t n, stream_events* tell = nullptr);
  /// Tells that the traced ones among what waits are lost.
  void tell_lost(stream_events& to) const;

  void clear() {
    frames.clear();
    head = offset = bytes = 0;
  }
};

} // namespace troupe::net
