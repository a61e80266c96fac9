#pragma once

#include "net/io_thread.hpp"
#include "net/stream.hpp"

#include <chrono>
#include <memory>

namespace troupe::net {

/// Ends a connection without losing its last words.
///
/// Takes the stream over: what is queued is written, then our half is shut,
/// then what the peer still sends is read and dropped (up to 64 KB) until it
/// closes too or `patience` has passed. Closing at once with unread input would
/// make the kernel send a reset that can overtake our answer.
void linger_and_close(
  io_thread& thread, std::unique_ptr<stream> ended,
  clock::duration patience = std::chrono::seconds{1});

/// The same for a peer that does not read: one that is still there after
/// `patience` is reset, and what the kernel holds for it is dropped.
void linger_and_reset(
  io_thread& thread, std::unique_ptr<stream> ended,
  clock::duration patience = std::chrono::seconds{1});

} // namespace troupe::net
