#include "net/io_thread.hpp"

#include "config/log.hpp"
#include "net/dirty_outputs.hpp"
#include "net/job_inbox.hpp"
#include "net/queue_pool.hpp"
#include "net/thread_pulse.hpp"
#include "net/watch_set.hpp"

#include <algorithm>
#include <deque>
#include <exception>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace troupe::net {

namespace {

/// What one busy client may have handled in a turn: some 1,500 small events.
constexpr std::size_t read_buffer_size = 32 * 1024;
constexpr std::size_t jobs_per_turn = 4096;
constexpr std::size_t tasks_per_turn = 256;

} // namespace

struct io_thread::state {
  state(unsigned i, clock::duration longest)
    : index{i}
    , idle{longest} {}

  void run_tasks();
  bool run_jobs();
  void end_retired();
  void discard_jobs();
  void loop(io_thread& self);

  unsigned index;
  clock::duration idle;
  job_inbox<std::function<void()>> posted;
  std::deque<std::function<void()>> tasks;
  watch_set watches;
  timer_queue timers;
  clock::time_point now = clock::now();
  dirty_outputs outputs{watches};
  std::vector<std::unique_ptr<retirable>> retired;
  std::vector<std::unique_ptr<retirable>> ending;
  std::unordered_map<retirable*, std::unique_ptr<retirable>> kept;
  queue_pool queues;
  std::unique_ptr<char[]> buffer = std::make_unique<char[]>(read_buffer_size);
  job_runner* runner = nullptr;
  std::deque<void*> jobs;
  bool stopping = false;
  std::thread thread;
  job_inbox<void*> inbox;
  thread_pulse pulse;
};

namespace {

thread_local const io_thread* current = nullptr;

} // namespace

io_thread::io_thread(unsigned index, clock::duration idle)
  : state_{std::make_unique<state>(index, idle)} {
}
io_thread::~io_thread() {
  stop();
}

unsigned io_thread::index() const noexcept {
  return state_->index;
}

void io_thread::start() {
  state_->thread = std::thread{[this] {
    current = this;
    state_->pulse.belongs_here();
    state_->loop(*this);
    current = nullptr;
  }};
}

void io_thread::stop() {
  if (state_->thread.joinable()) {
    post([this] { state_->stopping = true; });
    state_->thread.join();
  }
  state_->discard_jobs();
  state_->kept.clear();
  while (!state_->retired.empty())
    state_->end_retired();
}

bool io_thread::on_thread() const noexcept {
  return current == this;
}

thread_pulse& io_thread::pulse() const noexcept {
  return state_->pulse;
}

void io_thread::post(std::function<void()> task) {
  using outcome = job_inbox<std::function<void()>>::outcome;
  if (state_->posted.put(std::move(task)) == outcome::first)
    state_->watches.wake();
}

void io_thread::set_runner(job_runner* runner) {
  state_->runner = runner;
}

void io_thread::submit(void* job) {
  if (on_thread()) {
    state_->jobs.push_back(job);
    return;
  }
  using outcome = job_inbox<void*>::outcome;
  const auto came = state_->inbox.put(job);
  if (came == outcome::closed)
    state_->runner->discard(job);
  else if (came == outcome::first)
    state_->watches.wake();
}

watch_id io_thread::watch(int fd, watcher* w) {
  return state_->watches.add(fd, w);
}

void io_thread::rewatch(int fd, watch_id id, bool readable, bool writable) {
  state_->watches.change(fd, id, readable, writable);
}

void io_thread::unwatch(int fd, watch_id id) {
  state_->watches.remove(fd, id);
}

void io_thread::arm(timer& t, clock::duration from_now) {
  state_->timers.arm(t, clock::now() + from_now);
}

clock::time_point io_thread::now() const noexcept {
  return state_->now;
}

dirty_outputs& io_thread::outputs() noexcept {
  return state_->outputs;
}

void io_thread::retire(std::unique_ptr<retirable> used_up) {
  if (used_up)
    state_->retired.push_back(std::move(used_up));
}

void io_thread::keep(std::unique_ptr<retirable> ownerless) {
  auto* key = ownerless.get();
  state_->kept.emplace(key, std::move(ownerless));
}

void io_thread::let_go(retirable* kept) {
  if (auto found = state_->kept.extract(kept))
    retire(std::move(found.mapped()));
}

std::span<char> io_thread::read_buffer() noexcept {
  return {state_->buffer.get(), read_buffer_size};
}

std::unique_ptr<out_queue> io_thread::lend_queue() {
  return state_->queues.lend();
}

void io_thread::give_back(std::unique_ptr<out_queue> queue) {
  state_->queues.give_back(std::move(queue));
}

void io_thread::count(const packets_written& more) {
  state_->queues.count(more);
}

void io_thread::turn(clock::duration patience) {
  auto& s = *state_;
  s.watches.wait(patience);
  s.now = clock::now();
  s.pulse.turned(s.now);
  s.pulse.begins("posted tasks");
  s.run_tasks();
  s.pulse.begins("reading");
  s.watches.serve();
  bool more = s.run_jobs();
  s.pulse.begins("timers");
  s.timers.run_due(s.now);
  more = s.run_jobs() || more;
  // What came in meanwhile shares the writes that are about to be paid for.
  if (
    !s.outputs.empty() && !more &&
    s.watches.wait(clock::duration::zero()) > 0) {
    s.watches.serve();
    s.run_jobs();
  }
  s.pulse.begins("writing");
  s.outputs.flush(s.now);
  s.queues.end_turn();
  s.end_retired();
}

void io_thread::state::loop(io_thread& self) {
  while (!stopping) {
    auto patience = clock::duration::zero();
    // The second look of a turn may have heard the bell that rang for these.
    inbox.take(jobs);
    posted.take(tasks);
    if (jobs.empty() && tasks.empty() && outputs.empty()) {
      patience = idle;
      if (!timers.empty())
        patience = std::min(patience, timers.next() - clock::now());
    }
    try {
      self.turn(patience);
    } catch (const std::exception& e) {
      // Sockets, timers and jobs answer for themselves: this is our bug.
      log::error(
        "io", "io-thread-exception", {{"thread", index}, {"err", e.what()}});
    }
  }
  outputs.flush_all();
  queues.end_turn();
}

void io_thread::state::run_tasks() {
  posted.take(tasks);
  for (std::size_t n = 0; n < tasks_per_turn && !tasks.empty(); ++n) {
    const auto task = std::move(tasks.front());
    tasks.pop_front();
    task();
  }
}

bool io_thread::state::run_jobs() {
  inbox.take(jobs);
  for (std::size_t n = 0;
       n < jobs_per_turn && !jobs.empty() && !outputs.enough_told(); ++n) {
    auto* job = jobs.front();
    jobs.pop_front();
    if (runner->run(job) == job_runner::verdict::again)
      jobs.push_back(job);
  }
  return !jobs.empty();
}

/// What retires while others end has to wait for the next turn, since it may
/// still be on the list of the dirty.
void io_thread::state::end_retired() {
  std::swap(retired, ending);
  ending.clear();
}

void io_thread::state::discard_jobs() {
  inbox.close();
  inbox.take(jobs);
  while (!jobs.empty()) {
    auto* job = jobs.front();
    jobs.pop_front();
    runner->discard(job);
  }
}

} // namespace troupe::net
