#pragma once

#include "net/timer_queue.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

namespace troupe::net {

class dirty_outputs;
struct out_queue;
struct packets_written;
class thread_pulse;

/// Is told when its descriptor can be read or written.
class watcher {
public:
  virtual void on_readable() = 0;
  virtual void on_writable() = 0;
  /// It is its turn to write what goes to many (`dirty_outputs::mark_bulk`).
  virtual void on_bulk_turn() {}
  /// It could not write all that it has, and is looked at once a second, or at
  /// its leisure; `since` is when it wrote something last. False once it waits
  /// for nothing (`slow_outputs::mind`).
  virtual bool
  on_look(clock::time_point /*now*/, clock::time_point& /*since*/) {
    return false;
  }
  /// Something threw while it was being served: only this one shall suffer.
  virtual void on_failure(std::string_view what) noexcept = 0;

protected:
  ~watcher() = default;
};

/// Has output that waits for the end of the turn.
class flushable {
public:
  virtual void flush() = 0;

protected:
  ~flushable() = default;
};

/// Ends with the turn instead of at once, since it may still be on the stack.
class retirable {
public:
  virtual ~retirable() = default;
};

/// Runs what other layers put into a thread's run queue: hosted actors.
class job_runner {
public:
  enum class verdict : std::uint8_t { done, again };
  virtual verdict run(void* job) = 0;
  /// The thread has ended; give the job up.
  virtual void discard(void* job) = 0;

protected:
  ~job_runner() = default;
};

/// Names a watched descriptor; stale once unwatched, however often the
/// descriptor's number is used again.
struct watch_id {
  std::uint32_t index = UINT32_MAX;
  std::uint32_t generation = 0;
};

/// One thread that serves sockets, timers and jobs; all that it serves is
/// touched on it alone.
///
/// A turn: take in everything that is ready → run jobs until none is left
/// (bounded, also by how many sockets they speak to) → due timers → look once
/// more for what came in meanwhile → flush the dirty outputs once each, so that
/// a burst shares its writes (what goes to many in parts, over several turns) →
/// wait. All functions but `post`, `submit`, `start`, `stop`, `on_thread`
/// and `pulse` are for this thread only (or before `start`).
class io_thread {
public:
  /// Without anything to do it turns once in `idle`.
  explicit io_thread(
    unsigned index, clock::duration idle = std::chrono::seconds{1});
  ~io_thread();
  io_thread(const io_thread&) = delete;
  io_thread& operator=(const io_thread&) = delete;

  unsigned index() const noexcept;

  /// Starts the thread. Without it, `turn` may be called by hand (tests).
  void start();
  /// Ends the thread after its current turn and discards the jobs left. Later
  /// jobs are discarded at once. Idempotent.
  void stop();
  bool on_thread() const noexcept;
  /// Any thread may look at it.
  thread_pulse& pulse() const noexcept;

  /// Runs `task` on the thread, in order per caller. Any thread.
  void post(std::function<void()> task);

  /// Who runs jobs; set before `start`, must outlive the thread's last job.
  void set_runner(job_runner* runner);
  /// Puts a job into the run queue. Any thread; one wake-up per burst.
  void submit(void* job);

  /// Watches `fd` for reading; `w` must stay valid until `unwatch`.
  watch_id watch(int fd, watcher* w);
  /// Changes what `fd` is watched for.
  void rewatch(int fd, watch_id id, bool readable, bool writable);
  void unwatch(int fd, watch_id id);

  void arm(timer& t, clock::duration from_now);
  /// When the current turn began; cheaper than asking the clock.
  clock::time_point now() const noexcept;

  dirty_outputs& outputs() noexcept;
  void retire(std::unique_ptr<retirable> used_up);
  /// Owns what nobody else does, until it is retired by `let_go`, or the
  /// thread has ended.
  void keep(std::unique_ptr<retirable> ownerless);
  void let_go(retirable* kept);

  /// A buffer that whoever reads right now may use until it returns.
  std::span<char> read_buffer() noexcept;
  /// Output queues are lent, so that an idle connection holds none.
  std::unique_ptr<out_queue> lend_queue();
  void give_back(std::unique_ptr<out_queue> queue);
  /// Counts what has been written over WebSockets, with the turn's end.
  void count(const packets_written& more);

  /// One turn, for tests; waits at most `patience` for something to happen.
  void turn(clock::duration patience);

private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace troupe::net
