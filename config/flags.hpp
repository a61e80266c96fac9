#pragma once

#include "config/schema.hpp"

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace troupe::config {

/// A command line taken apart; values are not yet looked at.
struct flags {
  bool help = false;
  bool version = false;
  bool check_config = false;
  bool print_config = false;
  std::optional<std::string> config; ///< `--config`
  std::vector<std::pair<const option*, std::string>> values;
  std::vector<std::string> errors;
};

/// Reads `--key=value`, `--key value` and, for a boolean, `--key`; of a flag
/// that is given twice the last counts. `argv` without the program's name.
flags read_flags(std::span<const std::string> argv);

} // namespace troupe::config
