#pragma once

#include "bench/load/run_state.hpp"

#include <cstdint>
#include <memory>
#include <string_view>

namespace troupe::bench {

class driver;
class dial_queue;
struct figures;

/// What the scenarios of one thread work with.
struct bench_thread {
  run_state& run;
  figures& measured;
  driver& clients;
  dial_queue& dials;
  std::uint32_t worker;
};

/// What the clients of one thread do once they are up. One per thread, which
/// alone calls it.
class scenario {
public:
  virtual ~scenario() = default;

  virtual void on_up(client&) {}
  /// An event of the server, the whole packet as far as it was read.
  virtual void on_event(client& to, std::string_view packet) = 0;
  /// The answer to the request `id`; valid only if there are arguments.
  virtual void on_ack(client& to, std::uint32_t id, bool valid) = 0;
  /// A client that was up has left, or was left by the server.
  virtual void on_gone(client&, bool left) = 0;

  /// Sends what is due. Called while the run publishes.
  virtual void publish(std::uint64_t /*now*/) {}
  /// How long until `publish` must be called again, in ns.
  virtual std::uint64_t wait(std::uint64_t /*now*/) const {
    return ~std::uint64_t{0};
  }
  /// Forgets what is still to be sent: the run no longer publishes.
  virtual void stop() {}
  /// Looks after what takes too long, about once a second.
  virtual void sweep(std::uint64_t /*now*/) {}
  /// Whether clients that wait may dial.
  virtual bool dials_in(bench::phase) const { return true; }
};

/// How many sends a thread makes at most before it reads again.
constexpr std::uint32_t sends_at_once = 256;

std::unique_ptr<scenario> make_idle(const bench_thread& with);
std::unique_ptr<scenario> make_broadcast(const bench_thread& with);
std::unique_ptr<scenario> make_echo(const bench_thread& with);
std::unique_ptr<scenario> make_churn(const bench_thread& with);
std::unique_ptr<scenario> make_mixed(const bench_thread& with);

/// Makes the scenario of the run's mode.
std::unique_ptr<scenario> make_scenario(const bench_thread& with);

} // namespace troupe::bench
