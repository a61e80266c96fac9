#pragma once

#include <nlohmann/json.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace troupe::app {

/// What `troupe ctl` was told to do.
struct ctl_command_line {
  std::string command;
  nlohmann::json arguments = nlohmann::json::object(); ///< for the node
  std::string socket;                                  ///< empty = to be found
  std::string node; ///< whose socket; empty = the only one there is
  bool json = false;
  bool waits = false; ///< for the end of a node that drains
  std::chrono::milliseconds timeout{10'000};
  /// Set if that is all: help was printed, or the usage was wrong.
  std::optional<int> exit_code;

  /// Its answer is one thing, not a table.
  bool shows_one() const {
    return command == "status" || command == "health" || command == "drain" ||
           command == "disconnect" || command == "log-level" ||
           command == "trace";
  }
};

/// Reads the arguments behind `ctl`; prints help and errors itself.
ctl_command_line read_ctl_command_line(int argc, const char* const* argv);

} // namespace troupe::app
