#include "config/usable_memory.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <unistd.h>

namespace troupe::config {

namespace {

namespace fs = std::filesystem;

std::size_t installed() {
  const auto pages = ::sysconf(_SC_PHYS_PAGES);
  const auto size = ::sysconf(_SC_PAGESIZE);
  return static_cast<std::size_t>(pages) * static_cast<std::size_t>(size);
}

/// Nothing if there is no such file, or it says `max`.
std::optional<std::size_t> read_bound(const fs::path& file) {
  std::ifstream in{file};
  std::string text;
  if (!std::getline(in, text))
    return {};
  std::size_t bound = 0;
  const auto* end = text.data() + text.size();
  const auto [behind, error] = std::from_chars(text.data(), end, bound);
  if (error != std::errc{} || behind != end)
    return {};
  return bound;
}

/// The least that `file` says in `group` and those around it.
std::size_t least(
  const fs::path& hierarchy, std::string_view group, std::string_view file,
  std::size_t known) {
  auto at = fs::path{group}.relative_path();
  for (;;) {
    if (const auto bound = read_bound(hierarchy / at / file))
      known = std::min(known, *bound);
    if (at.empty())
      return known;
    at = at.parent_path();
  }
}

} // namespace

std::size_t usable_memory(const memory_sources& from) {
  auto least_known = installed();
  std::ifstream in{from.membership};
  // `0::/a/b` is of version 2, `7:memory:/a/b` of version 1.
  for (std::string line; std::getline(in, line);) {
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (second == line.npos)
      continue;
    const auto group = std::string_view{line}.substr(second + 1);
    const auto kind = line.substr(first + 1, second - first - 1);
    if (kind.empty())
      least_known = least(from.groups, group, "memory.max", least_known);
    else if (("," + kind + ",").find(",memory,") != kind.npos)
      least_known = least(
        from.groups / "memory", group, "memory.limit_in_bytes", least_known);
  }
  return least_known;
}

} // namespace troupe::config
