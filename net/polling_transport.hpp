#pragma once

#include "net/exchange.hpp"
#include "net/inflow.hpp"
#include "net/polling_payload.hpp"
#include "net/transport.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>

namespace troupe::net {

/// Engine.IO over HTTP long-polling: packets wait for a GET, and come by POST
/// (Engine.IO protocol v4, "HTTP long-polling").
///
/// Two GETs or two POSTs at once end the session, and so does a client that
/// drops either.
class polling_transport final : public transport,
                                public retirable,
                                flushable,
                                exchange_events {
public:
  /// What a session's requests are held to.
  struct settings {
    std::size_t packets_per_payload = 1000;
    /// Answers to polls from so many bytes on are compressed.
    std::size_t compressed_from = SIZE_MAX;
    /// What the client may send; lives longer, and may change. Null = all.
    const inflow_limits* inflow = nullptr;
  };

  polling_transport(
    io_thread& thread, transport_events& events, const settings& with);
  ~polling_transport() override;

  /// Answers the handshake at once, as the client's protocol has it: the open
  /// packet, and a first message behind it if there is one (else null). False
  /// if the client does not get it.
  static bool open(
    exchange& asked, const messages::frame_ptr& packet,
    const messages::frame_ptr& first, string_pairs headers);

  /// The client speaks Engine.IO 3, and what is sent is as it takes it.
  void speak_eio3() noexcept { eio3_ = true; }
  /// Takes over a request of this session that is not an upgrade.
  void take(std::shared_ptr<exchange> asked);

  transport_kind kind() const noexcept override {
    return transport_kind::polling;
  }
  void send(const messages::frame_ptr& packet) override;
  bool writable() const noexcept override { return get_ != nullptr; }
  std::size_t queued_bytes() const noexcept override { return bytes_; }
  std::size_t queued_packets() const noexcept override {
    return waiting_.size();
  }
  void drop(frame_filter& which) override;

  /// The POST whose packets are being told of right now, else null.
  const request* delivering() const noexcept { return delivering_; }

  bool polled() const noexcept { return get_ != nullptr; }
  /// Answers a pending GET with nothing but a noop, so that a client that
  /// upgrades stops polling. Once per GET.
  void release_poll();
  /// Moves what waits to another transport, in order.
  void move_to(transport& next);

  enum class farewell : std::uint8_t {
    close_packet, ///< a pending GET gets what waits and `1`
    noop,         ///< a pending GET gets `6`: the client closed by itself
  };
  /// Ends the transport. False if no GET is pending, so that its last words
  /// wait for one: `take` delivers them and then reports the end as
  /// `forced_close`.
  bool close(farewell how);
  /// Nobody will fetch what waits: tells so of what is traced.
  void give_up();

private:
  void flush() override;
  void on_body(exchange& of) override;
  void on_abort(exchange& of) override;
  void on_refused(exchange& of) override;

  void take_get(std::shared_ptr<exchange> asked);
  void take_post(std::shared_ptr<exchange> asked);
  void answer_poll(transport_events* tell);
  void answer_payload(
    exchange& poll, std::size_t packets, polling_payload payload,
    bool compress) const;
  void set_waiting(std::size_t bytes);
  void answer_soon();
  std::size_t deliver(exchange& post);
  static void answer_ok(exchange& post);
  // A POST above the client's rates is answered later: polling_inflow.cpp.
  void measure(std::size_t packets, std::size_t bytes);
  bool hold_back(const std::shared_ptr<exchange>& post);
  void go_on();
  void fail(messages::close_reason reason, const messages::cause& why);

  io_thread& thread_;
  transport_events* events_;
  settings with_;
  std::deque<messages::frame_ptr> waiting_;
  std::size_t bytes_ = 0;
  std::shared_ptr<exchange> get_;
  std::shared_ptr<exchange> post_;
  /// Of a client that is held to rates: measures it.
  struct metered {
    explicit metered(polling_transport& owner)
      : due{[&owner] { owner.go_on(); }} {}

    inflow_meter meter;
    timer due;
  };
  std::unique_ptr<metered> metered_;
  const request* delivering_ = nullptr;
  bool eio3_ = false;
  bool dirty_ = false;
  bool closing_ = false;
};

} // namespace troupe::net
