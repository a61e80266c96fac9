#include "config/quantity.hpp"

#include <array>
#include <charconv>
#include <limits>
#include <utility>

namespace troupe::config {

namespace {

constexpr std::array<unit, 4> times{
  {{"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}}};

constexpr std::array<unit, 6> sizes{
  {{"GiB", 1 << 30},
   {"GB", 1'000'000'000},
   {"MiB", 1 << 20},
   {"MB", 1'000'000},
   {"KiB", 1 << 10},
   {"KB", 1000}}};

/// An integer and what follows it.
std::optional<std::pair<std::int64_t, std::string_view>>
split(std::string_view text) {
  const char* const end = text.data() + text.size();
  std::int64_t number = 0;
  auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{})
    return std::nullopt;
  return std::pair{
    number, std::string_view{rest, static_cast<std::size_t>(end - rest)}};
}

} // namespace

std::span<const unit> time_units() {
  return times;
}

std::span<const unit> size_units() {
  return sizes;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  return parse_quantity(text, {});
}

std::optional<std::int64_t>
parse_quantity(std::string_view text, std::span<const unit> units) {
  auto parts = split(text);
  if (!parts)
    return std::nullopt;
  auto [number, name] = *parts;
  if (name.empty())
    return number;
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  for (const auto& unit : units) {
    if (unit.name != name)
      continue;
    if (number > most / unit.factor || number < -(most / unit.factor))
      return std::nullopt;
    return number * unit.factor;
  }
  return std::nullopt;
}

std::string print_quantity(std::int64_t value, std::span<const unit> units) {
  for (const auto& unit : units)
    if (value != 0 && value % unit.factor == 0)
      return std::to_string(value / unit.factor) += unit.name;
  return std::to_string(value);
}

} // namespace troupe::config
