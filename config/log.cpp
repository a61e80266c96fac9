#include "config/log.hpp"

#include "config/log_format.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <unistd.h>
#include <utility>

namespace troupe::log {

namespace {

constexpr std::size_t queue_length = 8192; // lines

/// What `start` sets up. The logger's hold on the pool is weak: a line that
/// comes as `stop` runs finds no pool and is counted as lost.
struct writer {
  writer(format line_format, std::string node_name)
    : how{line_format}
    , node{std::move(node_name)}
    , pool{std::make_shared<spdlog::details::thread_pool>(queue_length, 1)}
    , logger{std::make_shared<spdlog::async_logger>(
        "troupe", std::make_shared<spdlog::sinks::stderr_sink_st>(), pool,
        spdlog::async_overflow_policy::overrun_oldest)} {
    logger->set_pattern("%v");
    logger->set_level(spdlog::level::trace);
    // spdlog's own handler prints to the very stream that failed.
    logger->set_error_handler([this](const std::string&) { ++failed; });
  }

  const format how;
  const std::string node;
  std::shared_ptr<spdlog::details::thread_pool> pool; ///< null once stopped
  const std::shared_ptr<spdlog::async_logger> logger;
  std::atomic<std::uint64_t> failed{0};
  std::uint64_t overrun = 0; ///< once stopped
  std::mutex guard;          ///< of `pool` and `overrun`
};

std::atomic<level> lowest{level::off};
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

void start(level from, format how, std::string node) {
  delete current.exchange(new writer{how, std::move(node)});
  lowest.store(from, std::memory_order_relaxed);
  open.store(true, std::memory_order_relaxed);
}

void stop() {
  lowest.store(level::off, std::memory_order_relaxed);
  open.store(false, std::memory_order_relaxed);
  auto* out = current.load(std::memory_order_acquire);
  if (!out)
    return;
  const std::lock_guard lock{out->guard};
  if (!out->pool)
    return;
  out->overrun = out->pool->overrun_counter();
  out->pool.reset();
}

std::uint64_t dropped() {
  auto* out = current.load(std::memory_order_acquire);
  if (!out)
    return 0;
  const std::lock_guard lock{out->guard};
  return out->failed +
         (out->pool ? out->pool->overrun_counter() : out->overrun);
}

bool enabled(level lvl) noexcept {
  return lvl >= lowest.load(std::memory_order_relaxed);
}

void write(
  level lvl, std::string_view component, std::string_view event, fields extra) {
  if (enabled(lvl))
    put(lvl, component, event, extra);
}

void always(std::string_view component, std::string_view event, fields extra) {
  put(level::info, component, event, extra);
}

} // namespace troupe::log
