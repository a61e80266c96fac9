#include "config/escape.hpp"
#include "config/load.hpp"
#include "config/nearest.hpp"
#include "config/schema.hpp"
#include "config/wrap.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <toml++/toml.h>
#include <utility>

namespace troupe::config {

namespace {

given from_node(const toml::node& node) {
  if (const auto* found = node.as_boolean())
    return found->get();
  if (const auto* found = node.as_integer())
    return found->get();
  if (const auto* found = node.as_string())
    return found->get();
  const auto* array = node.as_array();
  if (!array)
    return {};
  std::vector<std::string> parts;
  for (const auto& element : *array) {
    const auto* part = element.as_string();
    if (!part)
      return {};
    parts.push_back(part->get());
  }
  return parts;
}

bool is_section(std::string_view key) {
  auto known = sections();
  return std::any_of(known.begin(), known.end(), [&](const section& s) {
    return !s.name.empty() && s.name == key;
  });
}

std::vector<std::string> known_names(bool of_sections) {
  std::vector<std::string> names;
  if (of_sections)
    for (const auto& section : sections())
      names.emplace_back(section.name);
  else
    for (const auto& option : schema())
      names.emplace_back(option.key);
  return names;
}

/// Walks a parsed file; errors come in order of position, not of name.
class reader {
public:
  reader(std::string_view source, options& values)
    : source_{source}
    , values_{values} {}

  void read(const toml::table& table, const std::string& prefix) {
    for (const auto& [key, node] : table)
      read(key, prefix + std::string{key.str()}, node);
  }

  void fail(const toml::source_position& at, std::string_view what) {
    errors_.emplace_back(
      at, fmt::format("{}:{}:{}: {}", source_, at.line, at.column, what));
  }

  std::vector<std::string> errors() && {
    std::stable_sort(
      errors_.begin(), errors_.end(),
      [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<std::string> lines;
    for (auto& [at, line] : errors_)
      lines.push_back(std::move(line));
    return lines;
  }

private:
  void
  read(const toml::key& key, const std::string& path, const toml::node& node) {
    const auto* table = node.as_table();
    if (const auto* option = find_option(path)) {
      if (!assign(option->type, values_, from_node(node)))
        fail(
          node.source().begin,
          fmt::format("'{}' must be {}", path, expected(option->type)));
    } else if (table && is_section(path)) {
      read(*table, path + '.');
    } else if (is_section(path)) {
      fail(
        node.source().begin,
        fmt::format("'{0}' must be a section, [{0}]", path));
    } else {
      fail_unknown(key, path, table != nullptr);
    }
  }

  void
  fail_unknown(const toml::key& key, const std::string& path, bool section) {
    std::string line = section ? "unknown section '" : "unknown key '";
    append_escaped(line, path);
    line += '\'';
    if (auto meant = nearest(path, known_names(section)))
      line += fmt::format(" (did you mean '{}'?)", *meant);
    fail(key.source().begin, line);
  }

  std::string_view source_;
  options& values_;
  std::vector<std::pair<toml::source_position, std::string>> errors_;
};

constexpr std::string_view introduction =
  "Settings of a Troupe server. Each can also be given as an environment "
  "variable (TROUPE_ENGINE_PATH, lists separated by commas) or as a flag "
  "(--engine.path=VALUE); flags win over the environment, and that over this "
  "file. A number without a unit is milliseconds or bytes; 1KB is 1000 "
  "bytes, 1KiB is 1024.";

} // namespace

std::vector<std::string>
read_toml(std::string_view text, std::string_view source, options& values) {
  reader file{source, values};
  try {
    file.read(toml::parse(text), "");
  } catch (const toml::parse_error& error) {
    // It quotes what it did not understand as it is in the file.
    std::string what;
    append_escaped(what, error.description());
    file.fail(error.source().begin, what);
  }
  return std::move(file).errors();
}

std::string to_toml(const options& values) {
  std::string out;
  append_wrapped(out, introduction, "# ");
  for (const auto& section : sections()) {
    out += fmt::format("\n# {}\n", section.doc);
    if (!section.name.empty())
      out += fmt::format("[{}]\n", section.name);
    for (const auto& option : schema()) {
      if (section_of(option.key) != section.name)
        continue;
      out += '\n';
      append_wrapped(out, option.doc, "# ");
      append_wrapped(
        out,
        fmt::format(
          "Takes {}.{}", expected(option.type),
          option.reloads ? " Read anew on SIGHUP." : ""),
        "# ");
      out += fmt::format(
        "{} = {}\n", name_of(option.key), print(option.type, values));
    }
  }
  return out;
}

} // namespace troupe::config
