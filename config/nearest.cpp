#include "config/nearest.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace troupe::config {

namespace {

/// Optimal string alignment distance.
std::size_t slips(std::string_view a, std::string_view b) {
  std::vector<std::size_t> older, old(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j)
    old[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min(
        {old[j] + 1, row[j - 1] + 1, old[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], older[j - 2] + 1);
    }
    older = old;
    old = row;
  }
  return old[b.size()];
}

} // namespace

std::optional<std::string>
nearest(std::string_view wrong, std::span<const std::string> known) {
  std::size_t allowed = wrong.size() < 10 ? 1 : 2;
  std::optional<std::string> found;
  for (const auto& name : known) {
    // Spares the quadratic work, and a hostile key's length.
    if (
      std::max(name.size(), wrong.size()) >
      std::min(name.size(), wrong.size()) + allowed)
      continue;
    std::size_t distance = slips(wrong, name);
    if (distance > allowed || (found && distance == allowed))
      continue;
    found = name;
    allowed = distance;
  }
  return found;
}

} // namespace troupe::config
