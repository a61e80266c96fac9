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
  /// All complete packets of one read or one POST, in order. Their views are
  /// gone when the call returns.
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
};

} // namespace troupe::net
