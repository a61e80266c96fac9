#pragma once

#include "config/log.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace troupe::log {

/// What every line has, whatever happened.
struct origin {
  level severity = level::info;
  std::chrono::system_clock::time_point at;
  std::string_view component;
  std::string_view event;
  std::string_view node;
};

/// One line without its newline.
///
/// text: `2026-11-23T01:02:03.456Z info  room room-opened room=lobby node=a`,
/// values in quotes where they need them. json: an object with `ts` (RFC 3339,
/// microseconds), `level`, `component`, `event`, `node`, then `extra`, whose
/// keys must be others. Strings are cut after 200 bytes at most, which `…`
/// shows, and escaped as `config::append_escaped` does.
std::string format_line(format how, const origin& from, fields extra);

} // namespace troupe::log
