#include "config/flags.hpp"

#include "config/escape.hpp"
#include "config/nearest.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace troupe::config {

namespace {

/// What CLI11 gives for a flag without its value; no argument can hold it.
const std::string no_value(1, '\0');

std::string fault(std::string_view what) {
  return fmt::format("command line: {}", what);
}

/// CLI11 takes the next argument for the value of `--key=`; it takes an empty
/// argument of its own as it is. It wants them last first.
std::vector<std::string> for_cli11(std::span<const std::string> argv) {
  std::vector<std::string> out;
  for (const auto& argument : argv) {
    bool emptied = argument.starts_with("--") && argument.ends_with('=') &&
                   argument.find('=') == argument.size() - 1;
    out.push_back(emptied ? argument.substr(0, argument.size() - 1) : argument);
    if (emptied)
      out.emplace_back();
  }
  std::reverse(out.begin(), out.end());
  return out;
}

void add_value(
  CLI::App& app, std::string_view key, std::string if_missing,
  std::function<void(const std::string&)> take) {
  app
    .add_option(
      "--" + std::string{key},
      [take = std::move(take)](const CLI::results_t& results) {
        take(results.back());
        return true;
      })
    ->expected(0, 1)
    ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
    ->default_str(std::move(if_missing));
}

/// Whether `--key` or `--key=…` is among the arguments.
bool is_given(std::span<const std::string> argv, std::string_view key) {
  return std::any_of(argv.begin(), argv.end(), [key](std::string_view flag) {
    if (!flag.starts_with("--"))
      return false;
    flag.remove_prefix(2);
    return flag.substr(0, flag.find('=')) == key;
  });
}

/// Adds the options that are given: CLI11 compares each with all before it,
/// which costs more than all the rest if there are some hundred.
void add_values(CLI::App& app, std::span<const std::string> argv, flags& out) {
  auto needs_value = [&out](std::string_view key, const std::string& value) {
    if (value == no_value)
      out.errors.push_back(fault(fmt::format("--{} needs a value", key)));
    return value == no_value;
  };
  add_value(app, "config", no_value, [&, needs_value](const auto& value) {
    if (!needs_value("config", value))
      out.config = value;
  });
  for (const auto& option : schema()) {
    if (!is_given(argv, option.key))
      continue;
    bool is_switch = std::holds_alternative<boolean>(option.type);
    add_value(
      app, option.key, is_switch ? "true" : no_value,
      [&, needs_value](const auto& value) {
        if (!needs_value(option.key, value))
          out.values.emplace_back(&option, value);
      });
  }
}

std::vector<std::string> known_flags() {
  std::vector<std::string> names{
    "--config", "--check-config", "--print-config", "--help", "--version"};
  for (const auto& option : schema())
    names.push_back(fmt::format("--{}", option.key));
  return names;
}

std::string unknown_flag(std::string_view flag) {
  std::string line = "unknown flag ";
  append_escaped(line, flag);
  if (auto meant = nearest(flag, known_flags()))
    line += fmt::format(" (did you mean {}?)", *meant);
  return fault(line);
}

/// Reports what no option took.
void refuse(std::span<const std::string> extras, flags& out) {
  bool after_unknown = false; // then it is most likely that flag's value
  for (const auto& extra : extras) {
    bool is_flag = extra.size() > 1 && extra.front() == '-';
    if (is_flag)
      out.errors.push_back(unknown_flag(extra.substr(0, extra.find('='))));
    else if (!after_unknown)
      out.errors.push_back(
        fault(fmt::format("unexpected argument {}", in_quotes(extra))));
    after_unknown = is_flag && extra.find('=') == std::string::npos;
  }
}

} // namespace

flags read_flags(std::span<const std::string> argv) {
  flags out;
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  app.add_flag("--help,-h", out.help);
  app.add_flag("--version,-V", out.version);
  app.add_flag("--check-config", out.check_config);
  app.add_flag("--print-config", out.print_config);
  add_values(app, argv, out);
  try {
    app.parse(for_cli11(argv));
  } catch (const CLI::ParseError& error) {
    out.errors.push_back(fault(error.what()));
  }
  refuse(app.remaining(), out);
  return out;
}

} // namespace troupe::config
