#pragma once

#include "messages/cause.hpp"
#include "messages/engineio.hpp"
#include "messages/frame.hpp"
#include "messages/reason.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace troupe::net {

class transport;

/// Is told what a client sent; implemented by the layer above. All calls are
/// made on the transport's I/O thread, never from inside a call downward.
class transport_events {
public:
  /// Complete packets of one read or one POST, in order; of a read that says
  /// much more than it has bytes, in several calls. Their views are gone when
  /// the call returns.
  virtual void on_packets(
    transport& from, std::span<const messages::engineio::packet> packets) = 0;
  /// The transport has ended by itself.
  virtual void on_transport_end(
    transport& from, messages::close_reason reason,
    const messages::cause& why) = 0;
  /// For so long, nothing that the client says will be read: it is above its
  /// rates (`inflow_limits`). Told again as long as that goes on. `began` is
  /// the rate if it is the first time, else null.
  virtual void on_held_back(
    transport& /*from*/, std::chrono::steady_clock::duration /*wait*/,
    const messages::bound* /*began*/) {}
  /// A packet that is traced has been written, or never will be. For the log
  /// alone: it may come from inside any call downward.
  virtual void
  on_traced(transport& /*from*/, std::uint64_t /*trace*/, bool /*written*/) {}

  /// The socket has taken nothing of what waits for so long; told once a
  /// second.
  virtual void
  on_stuck(transport& /*from*/, std::chrono::milliseconds /*how_long*/) {}

protected:
  ~transport_events() = default;
};

enum class transport_kind : std::uint8_t { polling, websocket };

constexpr std::string_view to_string(transport_kind kind) {
  return kind == transport_kind::polling ? "polling" : "websocket";
}

/// Bounds of what may wait for one client.
struct queue_bounds {
  std::size_t bytes = 1 << 20;
  std::size_t packets = 1024;
  std::size_t volatile_bytes = 64 << 10;      ///< volatile ones go above that
  std::chrono::milliseconds patience{10'000}; ///< without progress, 0 = any
};

/// Chooses among frames that wait to be written.
class frame_filter {
public:
  /// Asked for each in order; `begun`: it has to stay, since some of it may
  /// have been written.
  virtual bool drops(const messages::frame& waiting, bool begun) = 0;

protected:
  ~frame_filter() = default;
};

/// The way to one client, as its connection sees it. On one I/O thread.
class transport {
public:
  virtual ~transport() = default;
  virtual transport_kind kind() const noexcept = 0;
  /// Queues a packet; it leaves at the end of the turn or with the next poll,
  /// or with what else waits in bulk (`dirty_outputs`).
  virtual void send(const messages::frame_ptr& packet) = 0;
  /// True if a packet sent now would leave as soon as it is its turn: volatile
  /// packets are dropped otherwise.
  virtual bool writable() const noexcept = 0;
  virtual std::size_t queued_bytes() const noexcept = 0;
  virtual std::size_t queued_packets() const noexcept = 0;
  /// Drops what `which` says of what waits; it must not call back.
  virtual void drop(frame_filter& which) = 0;
};

} // namespace troupe::net
