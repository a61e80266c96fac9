#pragma once

#include "config/options.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// From file, environment and flags to options. Precedence: flag, then
/// environment, then file, then default. No exceptions leave this folder.
namespace troupe::config {

/// What the command line asks for.
enum class action : std::uint8_t {
  run,
  print_help,    ///< `text` is the help
  print_version, ///< `text` is the version
  check,         ///< `--check-config`: all is well
  print_config,  ///< `--print-config`: `text` is the effective file
};

/// The result of reading all sources.
struct loaded {
  action what = action::run;
  options values;
  std::string text;                ///< to print on standard output
  std::vector<std::string> errors; ///< each one line; empty = all well
};

/// Environment variables by name; only those that begin with `TROUPE_` count.
using environment = std::map<std::string, std::string>;

/// Names the program and its own defaults to `load`.
struct program {
  std::string name = "troupe";
  std::string version;
  std::string description;
  options defaults; ///< what holds where no source says otherwise
};

/// Reads the file named by `--config` or `TROUPE_CONFIG`, if any, then
/// `TROUPE_SECTION_KEY` variables, then flags (`--section.key=value`,
/// `--section.key value`, `--port`, …). Collects every error before it returns:
/// `troupe.toml:7:1: unknown key 'engine.pth' (did you mean 'engine.path'?)`;
/// where there are errors nothing else of the result counts. `argv` without the
/// program's name.
loaded load(
  const program& about, std::span<const std::string> argv,
  const environment& variables);

/// The same from a process's own arguments and environment.
loaded load(const program& about, int argc, const char* const* argv);

/// Reads one TOML text into `values`; `source` names it in errors, which come
/// back as lines.
std::vector<std::string>
read_toml(std::string_view text, std::string_view source, options& values);

/// The configuration file with every option, its documentation and the given
/// values; what `config/troupe.toml` is made from.
std::string to_toml(const options& values);

} // namespace troupe::config
