#pragma once

#include "actors/session/engine_session.hpp"
#include "tests/support/test.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// An Engine.IO session that plays scripts.
namespace troupe::tests {

constexpr actors::engine_timing timing{
  std::chrono::milliseconds{300}, std::chrono::milliseconds{200},
  std::chrono::milliseconds{1000}};

/// Writes down what a session makes happen.
struct engine_recorder final : actors::engine_effects {
  void send(const messages::frame_ptr& packet) override {
    put("send", packet->payload());
  }
  void send_probe(const messages::frame_ptr& packet) override {
    put("probe", packet->payload());
  }
  void release_poll() override { put("release"); }
  void switch_transport() override { put("switch"); }
  void drop_probe(const messages::cause& cause) override {
    put("drop");
    why = cause;
  }
  void deliver(std::string_view message, bool binary) override {
    put(binary ? "bytes" : "text", message);
  }
  void
  end(messages::close_reason reason, const messages::cause& cause) override {
    put("end", to_string(reason));
    why = cause;
  }
  void put(std::string_view what, std::string_view data = {}) {
    trace.append(trace.empty() ? " > " : ", ").append(what);
    trace.append(data.empty() ? "" : " ").append(data);
  }
  std::string trace;
  messages::cause why; ///< of the last end, also of a probe
};

/// Plays a script to a session: events and what comes of them, as in `300 tick
/// > send 2 | 310 3`, with milliseconds since the session has opened.
///
/// `tick`: a deadline; `held N`: it cannot be heard before N ms have passed;
/// `next`: nothing, but what comes of it is the next deadline; `begin`, `lost`:
/// a WebSocket comes, goes; `end`: it is closed from here; `probe …`: a packet
/// from that WebSocket; all else: a packet from the transport.
class engine_player {
public:
  using clock = actors::engine_session::clock;

  explicit engine_player(
    net::transport_kind first,
    actors::engine_revision revision = actors::engine_revision::v4)
    : session_{timing, first, out_, start_, revision} {}

  const actors::engine_session& session() const { return session_; }
  const messages::cause& why() const { return out_.why; }

  /// The script as it should have been written.
  std::string play(std::string_view script) {
    std::string played;
    while (!script.empty()) {
      const auto step = script.substr(0, script.find(" | "));
      const auto event = step.substr(0, step.find(" > "));
      script.remove_prefix(std::min(step.size() + 3, script.size()));
      const auto space = event.find(' ');
      const std::chrono::milliseconds at{
        std::stoi(std::string{event.substr(0, space)})};
      happen(event.substr(space + 1), start_ + at);
      played += played.empty() ? "" : " | ";
      played.append(event).append(std::exchange(out_.trace, {}));
    }
    return played;
  }

private:
  void happen(std::string_view what, clock::time_point now) {
    if (what == "tick")
      session_.on_deadline(now);
    else if (what == "next")
      tell_next();
    else if (what == "begin")
      out_.put(session_.begin_probe(now) ? "yes" : "no");
    else if (what == "lost")
      session_.probe_lost();
    else if (what.starts_with("held "))
      session_.held_back(
        now +
        std::chrono::milliseconds{std::stoi(std::string{what.substr(5)})});
    else if (what == "end")
      session_.close(messages::close_reason::forced_close, "by the server");
    else if (what.starts_with("probe "))
      session_.on_probe_packet(
        *messages::engineio::decode_packet(what.substr(6), scratch_), now);
    else
      session_.on_packet(
        *messages::engineio::decode_packet(what, scratch_), now);
  }

  void tell_next() {
    const auto next = session_.next_deadline();
    out_.put(
      next == clock::time_point::max()
        ? "never"
        : std::to_string((next - start_) / std::chrono::milliseconds{1}));
  }

  engine_recorder out_;
  std::string scratch_;
  clock::time_point start_{std::chrono::hours{1}};
  actors::engine_session session_;
};

using scripts = std::vector<std::pair<std::string, std::string>>;

} // namespace troupe::tests
