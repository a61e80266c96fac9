#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace troupe::config {

/// A unit and how many of the smallest it stands for.
struct unit {
  std::string_view name;
  std::int64_t factor;
};

/// Units of time in milliseconds and of size in bytes, largest first.
std::span<const unit> time_units();
std::span<const unit> size_units();

/// Reads a decimal integer with nothing after it.
std::optional<std::int64_t> parse_integer(std::string_view text);

/// Reads an integer with one of `units` right after it, or with none: `25s`.
/// Nothing if it is no such thing or does not fit.
std::optional<std::int64_t>
parse_quantity(std::string_view text, std::span<const unit> units);

/// The shortest exact form: the largest unit that leaves an integer, or none.
std::string print_quantity(std::int64_t value, std::span<const unit> units);

} // namespace troupe::config
