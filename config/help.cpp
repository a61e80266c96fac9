#include "config/help.hpp"

#include "config/schema.hpp"
#include "config/wrap.hpp"

#include <fmt/format.h>

namespace troupe::config {

namespace {

constexpr std::string_view switches = R"(
Switches:
  --config FILE     read this TOML file (also: TROUPE_CONFIG)
  --check-config    read all settings, report every error, and end
  --print-config    print the settings in effect as a TOML file, and end
  --help, -h        print this, and end
  --version, -V     print the version, and end
)";

constexpr std::string_view sources =
  "Each option below can be set in the file, by an environment variable "
  "(engine.path is TROUPE_ENGINE_PATH) and by a flag; the flag wins over the "
  "environment, and that over the file. Lists are separated by commas.";

constexpr std::string_view reloads = " Read anew on SIGHUP.";

void append_option(
  std::string& out, const option& option, const options& defaults) {
  bool optional = std::holds_alternative<boolean>(option.type);
  out +=
    fmt::format("  --{}{}\n", option.key, optional ? "[=VALUE]" : "=VALUE");
  append_wrapped(out, option.doc, "      ");
  append_wrapped(
    out,
    fmt::format(
      "Takes {}; default {}.{}", expected(option.type),
      print(option.type, defaults), option.reloads ? reloads : ""),
    "      ");
}

} // namespace

std::string help_text(const program& about) {
  std::string out;
  append_wrapped(
    out,
    fmt::format("{} {} - {}", about.name, about.version, about.description),
    "");
  out +=
    fmt::format("\nUsage: {} [--config FILE] [--key=VALUE ...]\n", about.name);
  out += switches;
  out += '\n';
  append_wrapped(out, sources, "");
  for (const auto& section : sections()) {
    out += fmt::format("\n{}:\n", section.doc);
    for (const auto& option : schema())
      if (section_of(option.key) == section.name)
        append_option(out, option, about.defaults);
  }
  return out;
}

} // namespace troupe::config
