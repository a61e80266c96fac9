#pragma once

#include "messages/cause.hpp"
#include "messages/engineio.hpp"
#include "messages/reason.hpp"
#include "net/transport.hpp"

#include <chrono>
#include <cstdint>
#include <string_view>

namespace troupe::actors {

/// What came of a WebSocket that wanted to take over.
enum class probe_end : std::uint8_t { upgraded, timeout, failed };

/// What an Engine.IO session makes happen; implemented by its connection.
class engine_effects {
public:
  /// Queues a packet on the current transport.
  virtual void send(const messages::frame_ptr& packet) = 0;
  /// Queues a packet on the WebSocket that probes.
  virtual void send_probe(const messages::frame_ptr& packet) = 0;
  /// Answers a poll that is pending with a noop.
  virtual void release_poll() = 0;
  /// Makes the probing WebSocket the current transport, and moves what waits.
  virtual void switch_transport() = 0;
  /// Closes the probing WebSocket; the session lives on.
  virtual void drop_probe(const messages::cause& why) = 0;
  virtual void probe_ended(probe_end /*how*/) {}
  /// A ping has been answered.
  virtual void round_trip(std::chrono::steady_clock::duration /*took*/) {}
  /// A message has come.
  virtual void deliver(std::string_view message, bool binary) = 0;
  /// The session is over.
  virtual void
  end(messages::close_reason reason, const messages::cause& why) = 0;

protected:
  ~engine_effects() = default;
};

struct engine_timing {
  std::chrono::milliseconds ping_interval{25'000};
  std::chrono::milliseconds ping_timeout{20'000};
  std::chrono::milliseconds upgrade_timeout{10'000};
};

/// Who asks whether the other side is still there: in protocol 3 the client.
enum class engine_revision : std::uint8_t { v3 = 3, v4 = 4 };

/// The rules of one Engine.IO session: heartbeat, upgrade, close. Pure: time
/// comes in, effects go out. `timing` has to outlive it.
class engine_session {
public:
  using clock = std::chrono::steady_clock;
  using packet = messages::engineio::packet;

  engine_session(
    const engine_timing& timing, net::transport_kind first,
    engine_effects& effects, clock::time_point now,
    engine_revision revision = engine_revision::v4);

  engine_revision revision() const noexcept { return revision_; }
  bool open() const noexcept { return open_; }
  bool probing() const noexcept { return upgrade_ != upgrade::none; }
  net::transport_kind transport() const noexcept { return transport_; }

  /// A packet came over the current transport.
  void on_packet(const packet& p, clock::time_point now);
  /// A packet came over the WebSocket that probes.
  void on_probe_packet(const packet& p, clock::time_point now);

  /// A WebSocket wants to take over. False if the session has one already, or
  /// one that tries.
  bool begin_probe(clock::time_point now);
  /// It has gone; the session lives on.
  void probe_lost();

  /// Nothing that the client says can be heard before `until`: its time to
  /// answer begins then.
  void held_back(clock::time_point until);

  /// Does what is due.
  void on_deadline(clock::time_point now);
  clock::time_point next_deadline() const noexcept;

  /// Ends the session, once.
  void close(messages::close_reason reason, const messages::cause& why);

private:
  enum class upgrade : std::uint8_t { none, awaited, probed };

  void on_ping(clock::time_point now);
  void on_pong(clock::time_point now);
  void on_heartbeat(clock::time_point now);
  void end_probe(probe_end how);
  /// When a client has to be heard of next, or is to be asked.
  clock::time_point next_heartbeat(clock::time_point now) const;

  const engine_timing& timing_;
  engine_effects& effects_;
  clock::time_point heartbeat_; ///< next ping, or the client's deadline
  clock::time_point pinged_;    ///< when the last ping was sent
  clock::time_point upgrade_deadline_;
  clock::time_point release_due_;
  net::transport_kind transport_;
  engine_revision revision_;
  upgrade upgrade_ = upgrade::none;
  bool open_ = true;
  bool awaits_pong_ = false;
  bool extended_ = false; ///< other traffic has counted as life, once per ping
};

} // namespace troupe::actors
