#pragma once

#include "bench/load/client.hpp"
#include "bench/load/dial_queue.hpp"
#include "bench/load/epoll.hpp"
#include "bench/load/figures.hpp"
#include "bench/load/run_state.hpp"
#include "bench/load/scenario.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::bench {

/// Drives the clients of one thread through TCP, HTTP, WebSocket, Engine.IO and
/// Socket.IO, and tells the scenario what they hear.
///
/// Reads 256 KiB at a time and takes packets apart where they lie, so that a
/// packet costs no copy and no call of the kernel of its own.
class driver {
public:
  driver(run_state& run, figures& measured, dial_queue& dials, int waker);

  /// The scenario must be set before the first dial, and outlive the driver's
  /// use.
  void tell(scenario& told) noexcept { scenario_ = &told; }
  epoll& events() noexcept { return events_; }

  /// Begins the way of a client that is away.
  void dial(client& dialed);
  /// Sends an Engine.IO packet.
  void send(client& from, std::string_view packet);
  /// Says good-bye; `scenario::on_gone` follows when the server closes.
  void leave(client& left);
  /// Takes what epoll found.
  void on_ready(link& ready, std::uint32_t events);
  /// Gives up the clients in [first, end) that take too long.
  void sweep(std::uint32_t first, std::uint32_t end, std::uint64_t now);

private:
  void on_connected(link& opened);
  void on_writable(link& ready);
  void on_readable(link& ready);
  void on_end(client& ended, bool was_connecting);

  void read_websocket(client& to, std::string_view bytes);
  bool read_upgrade(client& to, std::string_view& bytes);
  bool on_message(client& to, const received& message);
  void on_control(client& to, const received& message);
  void send_frame(client& from, opcode op, std::string_view payload);

  void read_http(link& from, std::string_view bytes);
  void on_polled(client& to, std::string_view body);
  void open_poll(client& opened, std::string_view handshake);
  void send_poll(client& from);
  void send_post(client& from);

  void on_packet(client& to, std::string_view seen, std::uint64_t length);
  void on_socket_packet(client& to, std::string_view seen);
  void
  on_engine_packet(client& to, std::string_view seen, std::uint64_t length);
  void on_up(client& to);

  void bad_answer(client& to, std::string_view answer);
  void fail(client& failed, count why);
  void close(client& closed);
  void drop(client& dropped, stage then) noexcept;

  run_state& run_;
  figures& measured_;
  dial_queue& dials_;
  scenario* scenario_ = nullptr;
  epoll events_;
  std::vector<char> buffer_;
  std::string frame_;   // the one being sent
  std::string request_; // likewise
};

} // namespace troupe::bench
