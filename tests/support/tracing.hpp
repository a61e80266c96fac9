#pragma once

#include "config/trace.hpp"
#include "tests/support/captured_log.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace troupe::tests {

/// Traces what `filter` says from its making to `end`, and keeps the log,
/// whose lowest level is `error`: a trace is written all the same.
class traced_log {
public:
  explicit traced_log(std::string_view filter)
    : log_{log::level::error} {
    log::set_trace(filter);
  }
  ~traced_log() { log::set_trace("off"); }
  traced_log(const traced_log&) = delete;
  traced_log& operator=(const traced_log&) = delete;

  /// Ends the trace; its lines, without those of its own begin and end.
  std::vector<std::string> end() {
    log::set_trace("off");
    auto lines = log_.end();
    std::erase_if(lines, [](const auto& line) {
      return !value_of(line, "filter").empty();
    });
    return lines;
  }

private:
  captured_log log_;
};

/// "event key=value key=value" for each line, of the keys that it has.
inline std::string steps_of(
  const std::vector<std::string>& lines, const std::vector<std::string>& keys) {
  std::string all;
  for (const auto& line : lines) {
    all += (all.empty() ? "" : "; ") + value_of(line, "event");
    for (const auto& key : keys)
      if (const auto value = value_of(line, key); !value.empty())
        all.append(" ").append(value);
  }
  return all;
}

} // namespace troupe::tests
