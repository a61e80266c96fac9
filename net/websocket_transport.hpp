#pragma once

#include "net/inflow.hpp"
#include "net/stream.hpp"
#include "net/transport.hpp"
#include "net/websocket_frames.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace troupe::net {

/// Engine.IO over a WebSocket: one packet per message.
///
/// Answers pings and the closing handshake by itself. The owner keeps it alive
/// until `on_transport_end` or `close`, and retires it.
class websocket_transport final : public transport,
                                  public retirable,
                                  stream_events,
                                  websocket_events {
public:
  /// What a WebSocket's messages are held to.
  struct settings {
    std::size_t max_message = 1'000'000;
    std::size_t max_fragments = 1024;
    /// Of what is sent compressed (permessage-deflate), 9 to 15; 0 = not agreed
    /// on.
    std::uint8_t deflate_window = 0;
    std::size_t deflate_from = 1024; ///< bytes; shorter ones go as they are
    /// What the client may send; lives longer, and may change. Null = all.
    const inflow_limits* inflow = nullptr;
  };

  websocket_transport(std::unique_ptr<stream> upgraded, const settings& with);
  ~websocket_transport() override;

  /// Tells `events` from the next turn on, first of the bytes that came glued
  /// to the upgrade request.
  void start(transport_events& events, std::string glued);
  /// The client speaks Engine.IO 3. Before `start`.
  void speak_eio3() noexcept { eio3_ = true; }

  transport_kind kind() const noexcept override {
    return transport_kind::websocket;
  }
  void send(const messages::frame_ptr& packet) override;
  /// Something is sent soon: asks memory for what that takes.
  void prefetch() const noexcept {
    __builtin_prefetch(&deflate_window_);
    if (stream_)
      stream_->prefetch();
  }
  bool writable() const noexcept override;
  std::size_t queued_bytes() const noexcept override;
  std::size_t queued_packets() const noexcept override;

  void drop(frame_filter& which) override;

  /// Whether it is not read for now, whatever its own rates are; its client's
  /// end is not noticed meanwhile.
  void mute(bool on);
  /// Writes what the socket takes at once; for a queue at its bound.
  void flush_now();
  /// Sends a close frame (without a code if none is given, as Socket.IO's
  /// server does), writes what is queued and lets the stream linger. `drop`
  /// leaves out what is queued. No events afterwards.
  void close(std::optional<std::uint16_t> code = {}, bool drop = false);
  /// Ends it for a client that does not read: drops what is queued, says 1008
  /// "slow consumer", and resets it if it is still there after a second.
  void close_slow();

private:
  void on_bytes(std::span<char> bytes) override;
  void on_end(std::string_view error) override;
  void on_stuck(clock::duration how_long) override;
  void on_traced(std::uint64_t trace, bool written) override {
    if (events_)
      events_->on_traced(*this, trace, written);
  }
  void on_message(std::string_view payload, bool binary) override;
  void on_ping(std::string_view payload) override;
  void on_pong(std::string_view payload) override;
  void on_close(std::uint16_t code, std::string_view reason) override;
  void on_excess(std::uint64_t size) override;
  bool wants_more() const noexcept override;

  // What is handled when, of what came: websocket_inflow.cpp.
  bool metered() const noexcept { return inflow_ && inflow_->any(); }
  void take_in_turn(std::span<char> bytes);
  void take_metered(std::span<char> bytes);
  void wait_with(std::string bytes, clock::duration how_long);
  void go_on();
  void hold_back(clock::duration wait);

  /// Reads and handles so many packets of `bytes`, and cuts them off; how many
  /// there were, control frames counted.
  std::size_t read_some(std::span<char>& bytes, std::size_t most);
  std::size_t read_batch(std::span<char>& bytes);
  void handle(websocket_reader::status status, std::size_t size);
  std::optional<messages::engineio::packet>
  decode(std::string_view payload, bool binary, std::string& scratch) const;
  /// Has it read, unless it is muted.
  void listen(bool wanted) { stream_->read_on(wanted && !muted_); }
  /// Tells its owner nothing any more; the thread that its stream ends on.
  io_thread& fall_silent();
  void report(websocket_reader::status status);
  void end(messages::close_reason reason, const messages::cause& why);
  messages::cause explain_size() const;
  messages::cause explain(websocket_reader::status status) const;

  /// Bytes that came and wait: with the upgrade request, for the next turn; or
  /// from a client that is above its rates, which are measured here. Null for
  /// those that are held to none.
  struct waiting_bytes {
    explicit waiting_bytes(websocket_transport& owner)
      : due{[&owner] { owner.go_on(); }} {}

    std::string bytes;
    inflow_meter meter;
    timer due;
  };

  std::unique_ptr<stream> stream_;
  std::unique_ptr<waiting_bytes> waiting_;
  const inflow_limits* inflow_;
  websocket_reader reader_;
  transport_events* events_ = nullptr;
  std::uint32_t deflate_from_;
  std::uint16_t client_code_ = 0; ///< of the close frame that came, if any
  std::uint8_t deflate_window_;   ///< 0 = nothing is compressed
  bool muted_ = false;
  bool eio3_ = false;
};

} // namespace troupe::net
