#pragma once

#include "bench/load/results.hpp"
#include "bench/load/run_state.hpp"
#include "bench/load/worker.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace troupe::bench {

/// One run from the dials to the end, as the main thread sees it.
class measurement {
public:
  explicit measurement(const options& complete);
  ~measurement();

  /// Blocks until the run is over, which SIGINT and SIGTERM bring about sooner
  /// once `install_signals` was called.
  void run();

  const results& found() const noexcept { return found_; }

  static void install_signals();

private:
  void dial();
  void settle();
  void measure();
  void measure_window(window_figures& window);
  void drain();
  void finish();

  tally counted() const;
  std::uint64_t headline(const tally& counts) const;
  std::uint64_t backlog(const tally& counts) const;
  std::uint64_t awaited(const tally& counts) const;
  void wake_all() const;
  void sample_backlog();

  run_state run_;
  std::vector<std::unique_ptr<worker>> workers_;
  std::vector<std::thread> threads_;
  results found_;
};

} // namespace troupe::bench
