#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace troupe::config {

/// The one of `known` that `wrong` was probably meant to be: the fewest slips
/// (a character missing, added, changed, or swapped with its neighbour) away,
/// at most one in a short name and two in one of ten characters or more.
std::optional<std::string>
nearest(std::string_view wrong, std::span<const std::string> known);

} // namespace troupe::config
