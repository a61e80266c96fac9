#include "config/load.hpp"

#include "config/contradictions.hpp"
#include "config/escape.hpp"
#include "config/flags.hpp"
#include "config/help.hpp"
#include "config/nearest.hpp"
#include "config/schema.hpp"

#include <array>
#include <cerrno>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <system_error>
#include <unistd.h>
#include <variant>

namespace troupe::config {

namespace {

constexpr std::string_view variable_prefix = "TROUPE_";
constexpr std::string_view file_variable = "TROUPE_CONFIG";

/// The bytes of a file, or why they cannot be had.
std::variant<std::string, std::error_code> content_of(const std::string& path) {
  errno = 0;
  std::ifstream file{path, std::ios::binary};
  std::string text;
  std::array<char, 4096> block{};
  while (file.read(block.data(), block.size()), file.gcount() > 0)
    text.append(block.data(), static_cast<std::size_t>(file.gcount()));
  // A folder can be opened; reading it fails.
  if (!file.is_open() || file.bad())
    return std::error_code{errno, std::generic_category()};
  return text;
}

void read_file(const std::string& path, loaded& out) {
  auto content = content_of(path);
  if (const auto* error = std::get_if<std::error_code>(&content)) {
    out.errors.push_back(
      fmt::format("cannot read {}: {}", in_quotes(path), error->message()));
    return;
  }
  out.errors = read_toml(std::get<std::string>(content), path, out.values);
}

std::string unknown_variable(const std::string& name) {
  std::vector<std::string> known{std::string{file_variable}};
  for (const auto& option : schema())
    known.push_back(environment_name(option.key));
  std::string line = "environment: unknown variable ";
  append_escaped(line, name);
  if (auto meant = nearest(name, known))
    line += fmt::format(" (did you mean {}?)", *meant);
  return line;
}

/// Sets one option, or reports that `name`, as the source calls it, cannot be
/// `value`.
void set(
  const option& option, std::string_view source, std::string_view name,
  const std::string& value, loaded& out) {
  if (!assign(option.type, out.values, untyped{value}))
    out.errors.push_back(fmt::format(
      "{}: {} must be {}, not {}", source, name, expected(option.type),
      in_quotes(value)));
}

void read_environment(const environment& variables, loaded& out) {
  std::map<std::string, const option*> known;
  for (const auto& option : schema())
    known.emplace(environment_name(option.key), &option);
  for (const auto& [name, value] : variables) {
    if (!name.starts_with(variable_prefix) || name == file_variable)
      continue;
    if (auto found = known.find(name); found != known.end())
      set(*found->second, "environment", name, value, out);
    else
      out.errors.push_back(unknown_variable(name));
  }
}

std::optional<std::string>
file_name(const flags& given, const environment& variables) {
  if (given.config)
    return given.config;
  auto found = variables.find(std::string{file_variable});
  if (found == variables.end() || found->second.empty())
    return std::nullopt;
  return found->second;
}

void read_sources(
  const flags& given, const environment& variables, loaded& out) {
  if (auto path = file_name(given, variables))
    read_file(*path, out);
  read_environment(variables, out);
  out.errors.insert(out.errors.end(), given.errors.begin(), given.errors.end());
  for (const auto& [option, value] : given.values)
    set(*option, "command line", fmt::format("--{}", option->key), value, out);
  for (auto& wrong : contradictions(out.values))
    out.errors.push_back(std::move(wrong));
}

environment own_environment() {
  environment variables;
  for (char** entry = environ; entry && *entry; ++entry) {
    std::string_view line{*entry};
    auto equals = line.find('=');
    if (line.starts_with(variable_prefix) && equals != std::string_view::npos)
      variables.emplace(line.substr(0, equals), line.substr(equals + 1));
  }
  return variables;
}

} // namespace

loaded load(
  const program& about, std::span<const std::string> argv,
  const environment& variables) {
  loaded out;
  out.values = about.defaults;
  flags given = read_flags(argv);
  if (given.help) {
    out.what = action::print_help;
    out.text = help_text(about);
    return out;
  }
  if (given.version) {
    out.what = action::print_version;
    out.text = fmt::format("{} {}\n", about.name, about.version);
    return out;
  }
  read_sources(given, variables, out);
  if (given.print_config) {
    out.what = action::print_config;
    out.text = to_toml(out.values);
  } else if (given.check_config) {
    out.what = action::check;
  }
  return out;
}

loaded load(const program& about, int argc, const char* const* argv) {
  std::vector<std::string> arguments;
  if (argc > 1)
    arguments.assign(argv + 1, argv + argc);
  return load(about, arguments, own_environment());
}

} // namespace troupe::config
