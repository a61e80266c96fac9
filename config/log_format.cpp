#include "config/log_format.hpp"

#include "config/escape.hpp"

#include <cmath>
#include <cstddef>
#include <fmt/format.h>
#include <iterator>
#include <variant>

namespace troupe::log {

namespace {

using config::append_escaped;
using namespace std::chrono;

/// `2026-11-23T01:02:03`, without fraction and zone.
void append_seconds(std::string& out, system_clock::time_point at) {
  const auto day = floor<days>(at);
  const year_month_day date{day};
  const hh_mm_ss time{floor<seconds>(at) - day};
  fmt::format_to(
    std::back_inserter(out), "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
    static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
    static_cast<unsigned>(date.day()), time.hours().count(),
    time.minutes().count(), time.seconds().count());
}

struct cut_string {
  std::string_view kept;
  bool cut;
};

cut_string cut(std::string_view value) {
  constexpr std::size_t most = 200;
  if (value.size() <= most)
    return {value, false};
  // Not inside a character, unless it is none: those have at most 4 bytes.
  std::size_t end = most;
  while (end > most - 3 && (value[end] & 0xC0) == 0x80)
    --end;
  return {value.substr(0, end), true};
}

void append_cut(std::string& out, const cut_string& value) {
  append_escaped(out, value.kept);
  if (value.cut)
    out += "…";
}

void append_json(std::string& out, std::string_view value) {
  out += '"';
  append_cut(out, cut(value));
  out += '"';
}

void append_json(std::string& out, double value) {
  if (std::isfinite(value))
    fmt::format_to(std::back_inserter(out), "{}", value);
  else
    out += "null";
}

void append_json(std::string&, std::monostate) {
}

void append_json(std::string& out, auto value) {
  fmt::format_to(std::back_inserter(out), "{}", value);
}

void append_text(std::string& out, std::string_view value) {
  const auto shown = cut(value);
  const std::size_t start = out.size();
  append_cut(out, shown);
  const bool changed = out.compare(start, shown.kept.size(), shown.kept) != 0;
  if (
    !changed && !value.empty() &&
    value.find_first_of(" =") == std::string_view::npos)
    return;
  out.insert(start, 1, '"');
  out += '"';
}

void append_text(std::string&, std::monostate) {
}

void append_text(std::string& out, auto value) {
  fmt::format_to(std::back_inserter(out), "{}", value);
}

bool is_absent(const field& item) {
  return std::holds_alternative<std::monostate>(item.value);
}

std::string format_text(const origin& from, fields extra) {
  std::string out;
  append_seconds(out, from.at);
  const auto time = from.at.time_since_epoch();
  const auto part = floor<milliseconds>(time) - floor<seconds>(time);
  fmt::format_to(
    std::back_inserter(out), ".{:03}Z {:<5} {} {}", part.count(),
    to_string(from.severity), from.component, from.event);
  for (const auto& item : extra) {
    if (is_absent(item))
      continue;
    fmt::format_to(std::back_inserter(out), " {}=", item.key);
    std::visit([&](auto value) { append_text(out, value); }, item.value);
  }
  out += " node=";
  append_text(out, from.node);
  return out;
}

std::string format_json(const origin& from, fields extra) {
  std::string out = R"({"ts":")";
  append_seconds(out, from.at);
  const auto time = from.at.time_since_epoch();
  const auto part = floor<microseconds>(time) - floor<seconds>(time);
  fmt::format_to(
    std::back_inserter(out),
    R"(.{:06}Z","level":"{}","component":"{}","event":"{}")", part.count(),
    to_string(from.severity), from.component, from.event);
  out += R"(,"node":)";
  append_json(out, from.node);
  for (const auto& item : extra) {
    if (is_absent(item))
      continue;
    fmt::format_to(std::back_inserter(out), ",\"{}\":", item.key);
    std::visit([&](auto value) { append_json(out, value); }, item.value);
  }
  return out += '}';
}

} // namespace

std::string_view to_string(level lvl) noexcept {
  constexpr std::string_view names[] = {"trace", "debug", "info",
                                        "warn",  "error", "off"};
  return names[static_cast<std::size_t>(lvl)];
}

std::string format_line(format how, const origin& from, fields extra) {
  return how == format::text ? format_text(from, extra)
                             : format_json(from, extra);
}

} // namespace troupe::log
