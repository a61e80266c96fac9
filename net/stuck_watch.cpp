#include "net/stuck_watch.hpp"

#include "config/log.hpp"
#include "config/metrics.hpp"
#include "net/thread_pulse.hpp"

#include <cstdlib>
#include <utility>

namespace troupe::net {

namespace {

constexpr std::chrono::seconds between_looks{1};

} // namespace

stuck_watch::stuck_watch(
  std::vector<io_thread*> threads, std::chrono::seconds borne)
  : threads_{std::move(threads)}
  , seen_(
      threads_.size(), turn_watch{static_cast<unsigned>(borne / between_looks)})
  , thread_{[this] {
    std::unique_lock lock{mutex_};
    while (!ends_.wait_for(lock, between_looks, [this] { return ending_; }))
      look();
  }} {
}

stuck_watch::~stuck_watch() {
  {
    const std::lock_guard lock{mutex_};
    ending_ = true;
  }
  ends_.notify_one();
  thread_.join();
}

void stuck_watch::look() {
  for (std::size_t i = 0; i < threads_.size(); ++i)
    tell(*threads_[i], seen_[i].look(threads_[i]->pulse().last_turn()));
}

void stuck_watch::tell(const io_thread& of, const turn_watch::finding& found) {
  const auto stuck_ms =
    std::chrono::milliseconds{between_looks * found.looks}.count();
  if (found.what == turn_watch::news::goes_on)
    log::warn(
      "io", "thread-goes-on", {{"thread", of.index()}, {"stuck_ms", stuck_ms}});
  if (
    found.what != turn_watch::news::stuck &&
    found.what != turn_watch::news::overdue)
    return;
  if (found.looks == turn_watch::stuck_after)
    metrics::thread_stalls.count();
  log::error(
    "io", "thread-stuck",
    {{"thread", of.index()},
     {"stuck_ms", stuck_ms},
     {"doing", of.pulse().doing()},
     {"handler", of.pulse().event()}});
  if (found.what == turn_watch::news::overdue)
    abort(of, stuck_ms);
}

/// A core dump shows where the thread is, and a service manager starts anew.
void stuck_watch::abort(const io_thread& of, std::int64_t stuck_ms) {
  log::error(
    "io", "process-aborts", {{"thread", of.index()}, {"stuck_ms", stuck_ms}});
  log::stop(); // so that the lines are written
  std::abort();
}

} // namespace troupe::net
