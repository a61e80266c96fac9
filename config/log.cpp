#include "config/log.hpp"

#include "config/event_budgets.hpp"
#include "config/log_format.hpp"
#include "config/log_sink.hpp"
#include "config/lost_lines.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <memory>
#include <mutex>
#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace troupe::log {

namespace {

using clock = std::chrono::steady_clock;

constexpr std::size_t queue_length = 8192; // lines
constexpr auto between_looks = std::chrono::seconds{1};

std::uint32_t this_second() {
  using namespace std::chrono;
  return static_cast<std::uint32_t>(
    duration_cast<seconds>(clock::now().time_since_epoch()).count());
}

/// True for lines that somebody has asked for, and those about missing ones.
bool is_asked_for(std::string_view component, std::string_view event) {
  return component == "trace" || event.starts_with("actor-tree") ||
         event.starts_with("log-lines-");
}

/// What `start` sets up. The logger's hold on the pool is weak: a line that
/// comes as `stop` runs finds no pool and is counted as lost.
struct writer {
  explicit writer(settings with)
    : how{with.how}
    , node{std::move(with.node)}
    , file{
        with.file.empty() ? nullptr
                          : std::make_shared<file_sink>(
                              with.file, with.file_bytes, with.files)}
    , pool{std::make_shared<spdlog::details::thread_pool>(queue_length, 1)}
    , logger{std::make_shared<spdlog::async_logger>(
        "troupe", sink(), pool,
        spdlog::async_overflow_policy::overrun_oldest)} {
    logger->set_pattern("%v");
    logger->set_level(spdlog::level::trace);
    logger->set_error_handler([this](const std::string& err) { fail(err); });
  }

  spdlog::sink_ptr sink() const {
    if (file)
      return file;
    return standard;
  }

  /// Said once, where somebody may see it. On the log's thread.
  void fail(const std::string& err) {
    if (failed++ == 0 && file)
      std::fprintf(
        stderr, "log.file: %s; lines that cannot be written are counted\n",
        err.c_str());
  }

  /// With `guard` held.
  std::uint64_t dropped() const {
    return failed + (pool ? pool->overrun_counter() : overrun);
  }

  const format how;
  const std::string node;
  const std::shared_ptr<file_sink> file; ///< null = standard error
  event_budgets budgets;
  const std::shared_ptr<stderr_sink> standard = std::make_shared<stderr_sink>();
  std::shared_ptr<spdlog::details::thread_pool> pool; ///< null once stopped
  const std::shared_ptr<spdlog::async_logger> logger;
  std::atomic<std::uint64_t> failed{0};
  std::uint64_t overrun = 0; ///< once stopped
  lost_lines lost;
  std::mutex guard;   ///< of `pool`, `overrun` and `stops`
  std::mutex telling; ///< of `lost`, and of collecting from `budgets`
  std::condition_variable stopped;
  bool stops = false;
  std::thread watch; ///< tells what is missing
};

std::atomic<level> lowest{level::off};
std::atomic<unsigned> most_per_second{0};
std::atomic<bool> open{false}; ///< between `start` and `stop`

/// Never destroyed: a thread that outlives `main` may still log.
std::atomic<writer*> current{nullptr};

void put(
  level lvl, std::string_view component, std::string_view event, fields extra) {
  auto* out = current.load(std::memory_order_acquire);
  if (!out || !open.load(std::memory_order_relaxed))
    return;
  const origin from{
    lvl, std::chrono::system_clock::now(), component, event, out->node};
  out->logger->log(spdlog::level::info, format_line(out->how, from, extra));
}

void look_after(writer& of) {
  std::unique_lock lock{of.guard};
  while (!of.stopped.wait_for(lock, between_looks, [&] { return of.stops; })) {
    const auto dropped = of.dropped();
    lock.unlock();
    {
      const std::lock_guard one_at_a_time{of.telling};
      tell(of.budgets.collect(), of.lost.due(dropped, clock::now()));
    }
    lock.lock();
  }
}

} // namespace

level parse_level(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, level>, 6> levels{{
    {"trace", level::trace},
    {"debug", level::debug},
    {"info", level::info},
    {"warn", level::warn},
    {"error", level::error},
    {"off", level::off},
  }};
  const auto* found =
    std::find_if(levels.begin(), levels.end(), [&](const auto& entry) {
      return entry.first == name;
    });
  return found == levels.end() ? level::info : found->second;
}

format parse_format(std::string_view name) {
  if (name == "text")
    return format::text;
  if (name == "json")
    return format::json;
  return stderr_is_terminal() ? format::text : format::json;
}

bool stderr_is_terminal() {
  return ::isatty(STDERR_FILENO) == 1;
}

void start(settings with) {
  const auto from = with.lowest;
  most_per_second.store(with.lines_per_second, std::memory_order_relaxed);
  auto* out = new writer{std::move(with)};
  delete current.exchange(out);
  lowest.store(from, std::memory_order_relaxed);
  open.store(true, std::memory_order_relaxed);
  out->watch = std::thread{[out] { look_after(*out); }};
}

void start(level from, format how, std::string node) {
  settings with;
  with.lowest = from;
  with.how = how;
  with.node = std::move(node);
  start(std::move(with));
}

void stop() {
  lowest.store(level::off, std::memory_order_relaxed);
  open.store(false, std::memory_order_relaxed);
  auto* out = current.load(std::memory_order_acquire);
  if (!out)
    return;
  {
    const std::lock_guard lock{out->guard};
    out->stops = true;
  }
  out->stopped.notify_one();
  if (out->watch.joinable())
    out->watch.join();
  const std::lock_guard lock{out->guard};
  if (!out->pool)
    return;
  out->standard->hurry();
  out->overrun = out->pool->overrun_counter();
  out->pool.reset();
}

std::uint64_t dropped() {
  auto* out = current.load(std::memory_order_acquire);
  if (!out)
    return 0;
  const std::lock_guard lock{out->guard};
  return out->dropped();
}

std::uint64_t suppressed() {
  auto* out = current.load(std::memory_order_acquire);
  return out ? out->budgets.refused() : 0;
}

void tell_lost() {
  auto* out = current.load(std::memory_order_acquire);
  if (!out)
    return;
  const auto so_far = dropped();
  const std::lock_guard one_at_a_time{out->telling};
  tell(out->budgets.collect(), out->lost.rest(so_far));
}

void set_level(level from) {
  lowest.store(from, std::memory_order_relaxed);
}

level level_now() noexcept {
  return lowest.load(std::memory_order_relaxed);
}

void set_lines_per_second(unsigned most) {
  most_per_second.store(most, std::memory_order_relaxed);
}

void reopen() {
  auto* out = current.load(std::memory_order_acquire);
  if (out && out->file)
    out->file->reopen();
}

bool enabled(level lvl) noexcept {
  return lvl >= lowest.load(std::memory_order_relaxed);
}

void write(
  level lvl, std::string_view component, std::string_view event, fields extra) {
  auto* out = current.load(std::memory_order_acquire);
  if (!out || !enabled(lvl))
    return;
  const auto most = most_per_second.load(std::memory_order_relaxed);
  if (
    most > 0 && !is_asked_for(component, event) &&
    !out->budgets.take(event, this_second(), most))
    return;
  put(lvl, component, event, extra);
}

void always(std::string_view component, std::string_view event, fields extra) {
  put(level::info, component, event, extra);
}

} // namespace troupe::log
