#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace troupe::bench {

/// Returns what a file of /proc says, or nothing if it cannot be read.
std::string read_proc(const std::string& path);

/// Returns the number in the line that begins with `key` and a colon, or 0.
std::uint64_t field(std::string_view text, std::string_view key);

/// Calls `each` with every name in a folder that does not begin with a dot.
void each_entry(
  const std::string& folder, const std::function<void(const char*)>& each);

} // namespace troupe::bench
