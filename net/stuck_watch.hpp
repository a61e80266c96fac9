#pragma once

#include "net/io_thread.hpp"
#include "net/turn_watch.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

namespace troupe::net {

/// A thread that looks after the I/O threads: it says in the log which one does
/// not turn any more, and what holds it up.
class stuck_watch {
public:
  /// Looks from now on. The threads must outlive it. `borne`: a thread that has
  /// not turned for so long ends the process by SIGABRT; 0 = none does.
  stuck_watch(std::vector<io_thread*> threads, std::chrono::seconds borne);
  ~stuck_watch();
  stuck_watch(const stuck_watch&) = delete;
  stuck_watch& operator=(const stuck_watch&) = delete;

private:
  void look();
  static void tell(const io_thread& of, const turn_watch::finding& found);
  [[noreturn]] static void abort(const io_thread& of, std::int64_t stuck_ms);

  std::vector<io_thread*> threads_;
  std::vector<turn_watch> seen_; ///< of each thread
  std::mutex mutex_;             ///< guards the one below
  bool ending_ = false;
  std::condition_variable ends_;
  std::thread thread_;
};

} // namespace troupe::net
