#pragma once

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

namespace troupe::bench {

/// A thread that reads whatever comes on many sockets.
class drain {
public:
  /// Runs on the CPU `cpu`; with `spin` it never sleeps. The sockets must stay
  /// open until it has stopped.
  drain(const std::vector<int>& sockets, int cpu, bool spin);
  ~drain() { stop(); }

  /// Bytes read so far. Any thread.
  std::uint64_t read() const noexcept { return read_; }
  /// Waits for the thread's end.
  void stop();
  /// CPU seconds of the thread, once stopped.
  double cpu_s() const noexcept { return cpu_s_; }

private:
  void run(const std::vector<int>& sockets, int cpu, bool spin);

  std::atomic<std::uint64_t> read_{0};
  std::atomic<bool> stopping_{false};
  double cpu_s_ = 0;
  std::thread thread_;
};

/// Keeps the calling thread on one CPU.
void pin_to(int cpu) noexcept;

/// Seconds of a clock of clock_gettime().
double seconds_of(int clock) noexcept;

} // namespace troupe::bench
