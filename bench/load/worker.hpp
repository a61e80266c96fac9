#pragma once

#include "bench/load/dial_queue.hpp"
#include "bench/load/driver.hpp"
#include "bench/load/figures.hpp"
#include "bench/load/run_state.hpp"
#include "bench/load/scenario.hpp"

#include <cstdint>
#include <memory>

namespace troupe::bench {

/// One thread of the generator, with its own clients and, if there are several,
/// its own table of descriptors: together they may have more connections open
/// than one process.
class worker {
public:
  worker(run_state& run, std::uint32_t index);

  /// Runs until the run's phase is `exit`. On the worker's own thread.
  void run();

  /// The counts at any time, the rest after `run`.
  const figures& measured() const noexcept { return measured_; }

private:
  void loop(driver& clients, scenario& played);
  void dial(driver& clients);
  std::uint64_t patience(const scenario& played) const;
  void handle(driver& clients, std::span<const epoll_event> events);

  run_state& run_;
  std::uint32_t index_;
  std::uint32_t first_;
  std::uint32_t end_;
  dial_queue dials_;
  figures measured_;
};

/// Keeps the calling thread on the CPUs of the options, if any are given.
void pin_thread(const options& chosen) noexcept;

} // namespace troupe::bench
