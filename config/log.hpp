#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

/// The log of a node: one line per event, each with a stable id and fixed keys.
///
/// `log::info("room", "room-opened", {{"nsp", nsp}, {"room", name}})`
///
/// Thread-safe and non-blocking: a line is formatted by its caller and written
/// by a thread of the log's own; when that falls behind, the oldest waiting
/// lines are dropped and counted. Client strings are escaped and cut at 200
/// bytes by the formatter. Keys and ids are listed in `docs/log-events.md`.
namespace troupe::log {

enum class level : std::uint8_t { trace, debug, info, warn, error, off };

/// A key and its value; views must live until the call returns.
struct field {
  using value_type = std::variant<
    std::monostate, std::string_view, std::int64_t, std::uint64_t, double,
    bool>;

  field(std::string_view k, std::string_view v)
    : key{k}
    , value{v} {}
  field(std::string_view k, const char* v)
    : key{k}
    , value{std::string_view{v}} {}
  field(std::string_view k, const std::string& v)
    : key{k}
    , value{std::string_view{v}} {}
  field(std::string_view k, bool v)
    : key{k}
    , value{v} {}
  field(std::string_view k, double v)
    : key{k}
    , value{v} {}
  template <std::signed_integral T>
  field(std::string_view k, T v)
    : key{k}
    , value{std::int64_t{v}} {}
  template <std::unsigned_integral T>
  requires(!std::same_as<T, bool>) field(std::string_view k, T v)
    : key{k}
    , value{std::uint64_t{v}} {}
  /// Leaves the key out if there is nothing.
  template <class T>
  field(std::string_view k, const std::optional<T>& v)
    : key{k} {
    if (v)
      value = field{k, *v}.value;
  }

  std::string_view key;
  value_type value;
};

using fields = std::initializer_list<field>;

enum class format : std::uint8_t { text, json };

/// Parses `trace` … `off`; anything else gives `info` (the schema refuses it
/// before it comes here).
level parse_level(std::string_view name);
/// The name that it parses.
std::string_view to_string(level lvl) noexcept;

/// Parses `text` and `json`; anything else is `auto`: text if standard error is
/// a terminal, JSON if not.
format parse_format(std::string_view name);

/// True if standard error is a terminal.
bool stderr_is_terminal();

/// Where lines go, which of them, and how many.
struct settings {
  level lowest = level::info;
  format how = format::json;
  std::string node;                  ///< appears in each line
  std::string file;                  ///< empty = standard error
  std::size_t file_bytes = 64 << 20; ///< then it is numbered, and one begun
  std::size_t files = 4;             ///< numbered ones that are kept
  unsigned lines_per_second = 1000;  ///< of one event, 0 = no bound
};

/// Starts the log. Call once, before any thread starts, or again after `stop`;
/// without it, lines are discarded. Throws `std::runtime_error` if the file
/// cannot be opened.
void start(settings with);
/// The same, on standard error.
void start(level lowest, format how, std::string node);

/// Writes out what waits and ends the log's thread; later lines are discarded.
/// Call when no other thread logs any more.
void stop();

/// Lines lost since `start`: the writer fell behind, or could not write.
std::uint64_t dropped();
/// Lines left out since `start`, since there were more of their event within a
/// second than `lines_per_second`. Those asked for (the actor tree, traces) are
/// never left out.
std::uint64_t suppressed();
/// Logs how many were lost or left out since this was last done, which the log
/// does by itself about once a second.
void tell_lost();

// Any thread, at any time.

/// From now on lines of this level and above are written.
void set_level(level lowest);
level level_now() noexcept;
void set_lines_per_second(unsigned most);
/// Opens the file anew with the next line: it may have been moved away.
void reopen();

/// True if a line of this level would be written; a branch on one atomic.
bool enabled(level lvl) noexcept;

/// Writes one line, if its level is enabled.
void write(
  level lvl, std::string_view component, std::string_view event, fields extra);

/// Writes one line of level `info` whatever the lowest level is: for what was
/// asked for explicitly.
void always(std::string_view component, std::string_view event, fields extra);

inline void
trace(std::string_view component, std::string_view event, fields extra = {}) {
  if (enabled(level::trace))
    write(level::trace, component, event, extra);
}
inline void
debug(std::string_view component, std::string_view event, fields extra = {}) {
  if (enabled(level::debug))
    write(level::debug, component, event, extra);
}
inline void
info(std::string_view component, std::string_view event, fields extra = {}) {
  if (enabled(level::info))
    write(level::info, component, event, extra);
}
inline void
warn(std::string_view component, std::string_view event, fields extra = {}) {
  if (enabled(level::warn))
    write(level::warn, component, event, extra);
}
inline void
error(std::string_view component, std::string_view event, fields extra = {}) {
  if (enabled(level::error))
    write(level::error, component, event, extra);
}

} // namespace troupe::log
