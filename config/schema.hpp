#pragma once

#include "config/kinds.hpp"

#include <span>
#include <string>
#include <string_view>

/// The one table of all options. Files, environment, flags, help and
/// `config/troupe.toml` follow from it; defaults are those of `options`.
namespace troupe::config {

struct option {
  std::string_view key; ///< `port`, `engine.path`: section, dot, name
  kind type;
  std::string_view doc; ///< one or two sentences
  bool reloads = false; ///< read anew on SIGHUP (`config/reload.hpp`)
};

struct section {
  std::string_view name; ///< empty = top level
  std::string_view doc;
};

/// All options, those of a section together, in order of `sections`.
std::span<const option> schema();

std::span<const section> sections();

/// The section of a key, empty at top level, and its name within.
std::string_view section_of(std::string_view key);
std::string_view name_of(std::string_view key);

/// The option with this key, or null.
const option* find_option(std::string_view key);

/// `engine.path` → `TROUPE_ENGINE_PATH`.
std::string environment_name(std::string_view key);

} // namespace troupe::config
