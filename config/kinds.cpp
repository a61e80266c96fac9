#include "config/kinds.hpp"

#include "config/escape.hpp"
#include "config/quantity.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace troupe::config {

namespace {

using strings = std::vector<std::string>;
using std::chrono::milliseconds;

bool within(words allowed, std::string_view value) {
  return allowed.empty() ||
         std::find(allowed.begin(), allowed.end(), value) != allowed.end();
}

/// Control characters have no place in any option, and would do harm in an HTTP
/// header.
bool clean(std::string_view value) {
  return std::none_of(value.begin(), value.end(), [](unsigned char c) {
    return c < 0x20 || c == 0x7F;
  });
}

std::optional<std::string> as_text(const given& value) {
  const auto* plain = std::get_if<untyped>(&value);
  const auto* found = plain ? &plain->text : std::get_if<std::string>(&value);
  if (!found || !clean(*found))
    return std::nullopt;
  return *found;
}

std::optional<std::int64_t> as_integer(const given& value) {
  if (const auto* plain = std::get_if<untyped>(&value))
    return parse_integer(plain->text);
  const auto* found = std::get_if<std::int64_t>(&value);
  return found ? std::optional{*found} : std::nullopt;
}

std::optional<std::int64_t>
as_quantity(const given& value, std::span<const unit> units) {
  if (const auto* found = std::get_if<std::int64_t>(&value))
    return *found;
  auto written = as_text(value);
  return written ? parse_quantity(*written, units) : std::nullopt;
}

std::string_view trim(std::string_view part) {
  auto first = std::min(part.find_first_not_of(' '), part.size());
  return part.substr(first, part.find_last_not_of(' ') + 1 - first);
}

strings split(std::string_view text) {
  strings parts;
  if (trim(text).empty())
    return parts;
  for (;;) {
    auto comma = text.find(',');
    parts.emplace_back(trim(text.substr(0, comma)));
    if (comma == std::string_view::npos)
      return parts;
    text.remove_prefix(comma + 1);
  }
}

std::optional<strings> as_list(const given& value) {
  if (const auto* plain = std::get_if<untyped>(&value))
    return split(plain->text);
  const auto* found = std::get_if<strings>(&value);
  return found ? std::optional{*found} : std::nullopt;
}

// The overloads of `read` give a value of the right type and within bounds.

std::optional<bool> read(const boolean&, const given& value) {
  if (const auto* found = std::get_if<bool>(&value))
    return *found;
  const auto* plain = std::get_if<untyped>(&value);
  if (!plain || (plain->text != "true" && plain->text != "false"))
    return std::nullopt;
  return plain->text == "true";
}

template <class T>
std::optional<T> read(const count<T>& type, const given& value) {
  auto number = as_integer(value);
  if (!number || *number < type.lowest || *number > type.highest)
    return std::nullopt;
  return static_cast<T>(*number);
}

std::optional<std::size_t> read(const byte_size& type, const given& value) {
  auto number = as_quantity(value, size_units());
  if (!number || *number < type.lowest || *number > type.highest)
    return std::nullopt;
  return static_cast<std::size_t>(*number);
}

template <class Unit>
std::optional<Unit> read(const duration<Unit>& type, const given& value) {
  auto number = as_quantity(value, time_units());
  if (
    !number || *number < type.lowest.count() || *number > type.highest.count())
    return std::nullopt;
  auto rounded = std::chrono::duration_cast<Unit>(milliseconds{*number});
  return rounded == milliseconds{*number} ? std::optional{rounded}
                                          : std::nullopt;
}

std::optional<std::string> read(const text& type, const given& value) {
  auto found = as_text(value);
  const bool good = found && within(type.allowed, *found) &&
                    (found->empty() || !type.fits || type.fits(*found));
  return good ? found : std::nullopt;
}

std::optional<std::string> read(const url_path&, const given& value) {
  auto path = as_text(value);
  if (
    !path || !path->starts_with('/') ||
    path->find_first_of(" ?#") != std::string::npos)
    return std::nullopt;
  if (!path->ends_with('/'))
    *path += '/';
  return path;
}

std::optional<strings> read(const list& type, const given& value) {
  auto parts = as_list(value);
  if (!parts || (parts->empty() && !type.allowed.empty()))
    return std::nullopt;
  bool good = std::all_of(parts->begin(), parts->end(), [&](const auto& part) {
    return !part.empty() && clean(part) && within(type.allowed, part) &&
           (!type.fits || type.fits(part));
  });
  return good ? parts : std::nullopt;
}

std::string describe(const boolean&) {
  return "true or false";
}

template <class T>
std::string describe(const count<T>& type) {
  return fmt::format("an integer from {} to {}", type.lowest, type.highest);
}

std::string describe(const byte_size& type) {
  return fmt::format(
    "a size from {} to {}, like 64KB or 64KiB",
    print_quantity(type.lowest, size_units()),
    print_quantity(type.highest, size_units()));
}

std::string print_time(milliseconds value) {
  return value.count() == 0 ? "0s"
                            : print_quantity(value.count(), time_units());
}

template <class Unit>
std::string describe(const duration<Unit>& type) {
  constexpr bool whole_seconds = std::same_as<Unit, std::chrono::seconds>;
  return fmt::format(
    "a duration{} from {} to {}, like {}25s or 2m",
    whole_seconds ? " in whole seconds" : "", print_time(type.lowest),
    print_time(type.highest), whole_seconds ? "" : "300ms, ");
}

std::string joined(words allowed) {
  std::string out;
  for (auto word : allowed)
    out.append(out.empty() ? "" : ", ").append(word);
  return out;
}

std::string describe(const text& type) {
  if (type.fits)
    return fmt::format("{}, or \"\"", type.form);
  if (type.allowed.empty())
    return "a string of printable characters";
  return "one of " + joined(type.allowed);
}

std::string describe(const url_path&) {
  return "a URL path that starts with '/'";
}

std::string describe(const list& type) {
  if (type.fits)
    return fmt::format("a list of {}", type.form);
  if (type.allowed.empty())
    return "a list of non-empty strings";
  return "a non-empty list out of " + joined(type.allowed);
}

std::string to_text(bool value) {
  return value ? "true" : "false";
}

std::string to_text(const std::string& value) {
  return in_quotes(value);
}

std::string to_text(milliseconds value) {
  return in_quotes(print_time(value));
}

std::string to_text(const strings& parts) {
  std::string out{'['};
  for (const auto& part : parts)
    out += (out.size() > 1 ? ", " : "") + in_quotes(part);
  return out += ']';
}

std::string to_text(std::unsigned_integral auto number) {
  return std::to_string(number);
}

} // namespace

bool assign(const kind& type, options& values, const given& value) {
  return std::visit(
    [&](const auto& known) {
      auto found = read(known, value);
      if (!found)
        return false;
      known.at.write(values) = *std::move(found);
      return true;
    },
    type);
}

std::string expected(const kind& type) {
  return std::visit([](const auto& known) { return describe(known); }, type);
}

std::string print(const kind& type, const options& values) {
  if (const auto* size = std::get_if<byte_size>(&type)) {
    auto bytes = static_cast<std::int64_t>(size->at.read(values));
    auto printed = print_quantity(bytes, size_units());
    return parse_integer(printed) ? printed : in_quotes(printed);
  }
  return std::visit(
    [&](const auto& known) { return to_text(known.at.read(values)); }, type);
}

} // namespace troupe::config
