#pragma once

#include "net/stream.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace troupe::net {

class tunnel;

/// Carries a tunnel's bytes to its other end and back. Called on the tunnel's
/// I/O thread, never from inside a call downward.
class tunnel_events {
public:
  /// `bytes` came in; they are gone when the call returns. Their number has to
  /// be given to `confirm` once the other end has written them.
  virtual void on_bytes(tunnel& from, std::span<char> bytes) = 0;
  /// So many bytes of what was pushed have been written since the last call;
  /// the other end may confirm them.
  virtual void on_written(tunnel& by, std::size_t bytes) = 0;
  /// The socket has ended; nothing more comes, and nothing can be pushed.
  virtual void on_end(tunnel& from) = 0;

protected:
  ~tunnel_events() = default;
};

/// One end of a tunnel that takes a socket's bytes to another node.
///
/// Reads ahead of the other end by about one window: once that much is not
/// confirmed it stops, so that a slow reader there slows down the writer here
/// and the memory between them has a bound. On one I/O thread; end it by
/// `tunnel::retire`.
class tunnel final : retirable, stream_events, flushable {
public:
  /// How many bytes may be unconfirmed before reading stops; the last read may
  /// exceed it by its own size.
  static constexpr std::size_t window = 256 * 1024;

  /// Takes a stream that is attached to `thread`, or to none.
  tunnel(io_thread& thread, std::unique_ptr<stream> end);
  ~tunnel() override;

  /// Tells `events` from the next turn on, first of the bytes that came glued
  /// to the upgrade request.
  void start(tunnel_events& events, std::string glued = {});

  /// Queues bytes for the socket; they leave with this turn. After the end they
  /// are dropped.
  void push(std::string_view bytes);
  /// Pushed bytes that wait for the socket.
  std::size_t queued_bytes() const noexcept;
  /// The other end has written `bytes` more of those that were told.
  void confirm(std::size_t bytes);

  /// Writes what is queued and lets the stream linger. No events afterwards.
  void close();
  /// Ends the tunnel with this turn, as `stream::retire` does a stream: from
  /// now on it tells nobody anything. Unless it was closed before, what the
  /// socket does not take at once is lost.
  static void retire(std::unique_ptr<tunnel> used_up);

private:
  void on_bytes(std::span<char> bytes) override;
  void on_end(std::string_view error) override;
  void on_drained() override { tell_written(); }
  void flush() override;

  void tell_glued();
  void tell(std::span<char> bytes);
  void tell_written();

  io_thread& thread_;
  std::unique_ptr<stream> stream_;
  tunnel_events* events_ = nullptr;
  std::string glued_;
  timer glued_due_;
  std::size_t unconfirmed_ = 0;
  std::size_t unwritten_ = 0; ///< pushed, and not told as written
  bool dirty_ = false;
};

} // namespace troupe::net
