#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

/// Whose messages are followed through the node, line by line
/// (`docs/architecture.md`, "Tracing").
namespace troupe::log {

/// `sid:…`, `room:…` or `user:…`; a value, pure.
struct trace_filter {
  enum class subject : std::uint8_t { sid, room, user };

  /// Engine.IO's session id, of which 8 characters are enough.
  bool has_session(std::string_view sid) const noexcept {
    return of == subject::sid && name.size() >= shortest_sid &&
           sid.starts_with(name);
  }
  bool has_socket(std::string_view id) const noexcept {
    return of == subject::sid && id == name;
  }
  /// In whatever namespace.
  bool has_room(std::string_view room) const noexcept {
    return of == subject::room && room == name;
  }
  /// By the name that a socket is identified by.
  bool has_user(std::string_view user) const noexcept {
    return of == subject::user && user == name;
  }
  /// As it is written: `room:lobby`.
  std::string text() const;

  static constexpr std::size_t shortest_sid = 8; ///< as the log shows it

  subject of = subject::sid;
  std::string name;
};

/// Reads a filter, or says what is wrong with it, for people.
std::variant<trace_filter, std::string> parse_trace(std::string_view text);
/// True for a filter, and for what means none: nothing, and `off`.
bool is_trace(std::string_view text);

namespace detail {
inline std::atomic<bool> tracing{false};
} // namespace detail

/// False if nothing is traced: a branch on one relaxed load. Any thread.
inline bool tracing() noexcept {
  return detail::tracing.load(std::memory_order_relaxed);
}

/// Traces what `filter` says from now on, in place of what was traced before,
/// for `lasting` or, if that is 0, until it is told otherwise. Nothing or `off`
/// ends it. What is wrong with the filter, if anything is; then nothing
/// changes. Any thread. What is on its way keeps the trace that it has.
std::optional<std::string> set_trace(
  std::string_view filter,
  std::chrono::milliseconds lasting = std::chrono::milliseconds{0});

/// What is traced; null if nothing is. Ends a trace whose time is over, which
/// nobody else does. Any thread.
std::shared_ptr<const trace_filter> traced_now(
  std::chrono::steady_clock::time_point now = std::chrono::steady_clock::now());

/// Names one message in a trace: random, never 0. Any thread.
std::uint64_t make_trace_id();
/// 16 hex digits, as the log shows it.
std::string trace_text(std::uint64_t id);

} // namespace troupe::log
