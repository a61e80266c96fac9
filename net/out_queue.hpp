#pragma once

#include "messages/frame.hpp"

#include <cstddef>
#include <cstdint>
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
  /// Where its stream says whom it tells; null = it tells nobody.
  stream_events* const* tell = nullptr;

  std::size_t waiting() const noexcept { return frames.size() - head; }
  bool empty() const noexcept { return head == frames.size(); }

  void push(messages::frame_ptr f) {
    bytes += f->wire().size();
    frames.push_back(std::move(f));
  }

  /// Counts `n` bytes as written, lets go of the frames that are done, and
  /// tells of the traced ones.
  void written(std::size_t n);
  /// The names of those that still wait.
  std::vector<std::uint64_t> waiting_traced() const;

  void clear() {
    frames.clear();
    head = offset = bytes = 0;
  }
};

} // namespace troupe::net
