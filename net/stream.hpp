#pragma once

#include "messages/frame.hpp"
#include "net/io_thread.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace troupe::net {

class frame_filter;

/// Is told what arrives on a stream. After `on_end` nothing more comes.
class stream_events {
public:
  /// `bytes` may be changed in place and are gone when the call returns.
  virtual void on_bytes(std::span<char> bytes) = 0;
  /// The peer closed, or the connection broke (`error` says how, else empty).
  virtual void on_end(std::string_view error) = 0;
  /// All that was queued has been written, after the socket had been full.
  virtual void on_drained() {}
  /// The socket has taken nothing of what waits for so long; told once a
  /// second.
  virtual void on_stuck(clock::duration /*how_long*/) {}
  /// A frame that is traced has been written, or never will be. For the log
  /// alone: it may come from inside any call to the stream.
  virtual void on_traced(std::uint64_t /*trace*/, bool /*written*/) {}

protected:
  ~stream_events() = default;
};

class address_place;

/// A connected socket with one output queue, served by one I/O thread.
///
/// What is pushed during a turn leaves in one gathered write at its end, or at
/// the end of a later one if it goes to many (`dirty_outputs`). Owns its
/// descriptor and closes it when destroyed; end it by `stream::retire`.
class stream : public watcher, public flushable, public retirable {
public:
  /// Takes a non-blocking socket. Nothing is read until `attach`.
  explicit stream(int fd);
  /// Sockets that are open in this process. Any thread.
  static std::size_t alive() noexcept;
  /// The most that were open since this was asked last. Any thread.
  static std::size_t most_alive() noexcept;
  ~stream() override;

  /// Begins to be served by `thread`, which must be the calling one.
  void attach(io_thread& thread, stream_events* events);
  /// Leaves its thread, so that another one may attach it; what is queued goes
  /// along.
  void detach();
  /// Changes who is told.
  void set_events(stream_events* events) noexcept { events_ = events; }
  /// Ends an attached stream with this turn, what is queued still written.
  /// From now on it tells nobody anything.
  static void retire(std::unique_ptr<stream> used_up);

  /// Queues what is no packet: HTTP, a control frame of a WebSocket.
  void push(messages::frame_ptr bytes);
  /// Queues a packet, which counts as such once it has been written.
  void push_packet(messages::frame_ptr packet);
  /// Something is pushed soon: asks memory for what that takes.
  void prefetch() const noexcept {
    __builtin_prefetch(&fd_, 1);
    if (queue_)
      prefetch_queue();
  }
  std::size_t queued_bytes() const noexcept;
  std::size_t queued_frames() const noexcept;
  /// True while the socket takes no more.
  bool blocked() const noexcept { return blocked_; }
  /// Writes what is queued now rather than at the end of the turn. Tells
  /// nobody: that a connection broke is told from reading, on a later turn.
  void flush() override;

  /// Drops what `which` says of what waits.
  void drop(frame_filter& which);

  /// Before its user lets go of it: writes what is traced, or tells that it is
  /// lost.
  void settle_traced();

  /// Keeps its place among the connections of an address; null for none.
  void occupy(std::unique_ptr<address_place> place) noexcept;
  const address_place* place() const noexcept { return place_.get(); }

  /// Stops or resumes reading; the peer's end is not noticed meanwhile.
  void read_on(bool wanted);

  /// Ends our half of the connection (a FIN behind what was written).
  virtual void shutdown_write() noexcept;
  /// Has the kernel drop what is unsent and reset the peer when closed.
  void reset_on_close() noexcept;

  /// The peer's IP address; empty if it has none, as in a `socket_pair`.
  std::string remote_address() const;
  /// True if nobody between the peer and us can read along.
  virtual bool secure() const noexcept { return false; }
  io_thread* thread() const noexcept { return thread_; }

  void on_readable() override;
  void on_writable() override;
  void on_bulk_turn() override;
  bool on_look(clock::time_point now, clock::time_point& since) override;
  void on_failure(std::string_view what) noexcept override;

protected:
  void prefetch_queue() const noexcept;
  /// Writes some of what is queued. False if it cannot for now, or at all.
  virtual bool write_some();
  /// Bytes at the head of the queue that have to be written as they are.
  virtual std::size_t begun() const noexcept;
  void mark();
  /// The socket is full.
  void wait_for_room();
  /// A write failed; reading will tell.
  void mind();
  void give_up_writing();
  void broken(std::string_view error);
  void drop_queue();
  void tell_lost() const;

  io_thread* thread_ = nullptr;
  stream_events* events_ = nullptr;
  std::unique_ptr<out_queue> queue_;
  std::unique_ptr<address_place> place_;
  watch_id watch_;
  int fd_;
  bool dirty_ : 1 = false;   ///< to be flushed with this turn
  bool in_bulk_ : 1 = false; ///< has a place in the thread's bulk
  bool blocked_ : 1 = false;
  bool minded_ = false; ///< looked at now and then, until it is not blocked
  bool moved_ = false;  ///< the socket has taken something since a look
  bool reading_ : 1 = true;
  bool unwritable_ : 1 = false; ///< a write failed; reading will tell
  bool ended_ : 1 = false;
};

} // namespace troupe::net
