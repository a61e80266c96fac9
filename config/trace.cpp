#include "config/trace.hpp"

#include "config/log.hpp"

#include <array>
#include <fmt/format.h>
#include <mutex>
#include <random>
#include <utility>

namespace troupe::log {

namespace {

using clock = std::chrono::steady_clock;
using subject = trace_filter::subject;

struct prefix {
  std::string_view text;
  subject of;
};
constexpr std::array prefixes{
  prefix{"sid:", subject::sid},
  prefix{"room:", subject::room},
  prefix{"user:", subject::user},
};

/// What is traced, and until when; looked at only while something is.
struct state {
  std::mutex guard;
  std::shared_ptr<const trace_filter> filter;
  clock::time_point until = clock::time_point::max();

  void end() {
    detail::tracing.store(false, std::memory_order_relaxed);
    if (const auto ended = std::exchange(filter, nullptr))
      log::always("trace", "trace-ended", {{"filter", ended->text()}});
  }
};

/// Never destroyed: a thread that outlives `main` may still ask.
state& current() {
  static auto& only = *new state;
  return only;
}

bool means_none(std::string_view text) {
  return text.empty() || text == "off";
}

} // namespace

std::string trace_filter::text() const {
  for (const auto& each : prefixes)
    if (each.of == of)
      return std::string{each.text} + name;
  return name;
}

std::variant<trace_filter, std::string> parse_trace(std::string_view text) {
  for (const auto& each : prefixes) {
    if (!text.starts_with(each.text))
      continue;
    const auto name = text.substr(each.text.size());
    if (name.empty())
      return fmt::format("'{}' needs a name behind it", each.text);
    if (each.of == subject::sid && name.size() < trace_filter::shortest_sid)
      return fmt::format(
        "'{}' needs {} characters of a session id, or a socket's whole id",
        each.text, trace_filter::shortest_sid);
    return trace_filter{each.of, std::string{name}};
  }
  return fmt::format(
    "'{}' is no trace: sid:ID, room:NAME or user:NAME is one, or off", text);
}

bool is_trace(std::string_view text) {
  return means_none(text) ||
         std::holds_alternative<trace_filter>(parse_trace(text));
}

std::optional<std::string>
set_trace(std::string_view text, std::chrono::milliseconds lasting) {
  std::shared_ptr<const trace_filter> next;
  if (!means_none(text)) {
    auto parsed = parse_trace(text);
    if (auto* wrong = std::get_if<std::string>(&parsed))
      return std::move(*wrong);
    next = std::make_shared<const trace_filter>(
      std::get<trace_filter>(std::move(parsed)));
  }
  auto& now = current();
  const std::lock_guard lock{now.guard};
  now.end();
  if (!next)
    return {};
  log::always(
    "trace", "trace-began",
    {{"filter", next->text()}, {"lasting_ms", lasting.count()}});
  now.filter = std::move(next);
  now.until =
    lasting.count() > 0 ? clock::now() + lasting : clock::time_point::max();
  detail::tracing.store(true, std::memory_order_relaxed);
  return {};
}

std::shared_ptr<const trace_filter> traced_now(clock::time_point time) {
  if (!tracing())
    return nullptr;
  auto& now = current();
  const std::lock_guard lock{now.guard};
  if (now.filter && time >= now.until)
    now.end();
  return now.filter;
}

std::uint64_t make_trace_id() {
  thread_local std::mt19937_64 random{
    std::random_device{}() * 0x1'0000'0001U + std::random_device{}()};
  std::uint64_t id = 0;
  while (id == 0)
    id = random();
  return id;
}

std::string trace_text(std::uint64_t id) {
  return fmt::format("{:016x}", id);
}

} // namespace troupe::log
