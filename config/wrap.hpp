#pragma once

#include <string>
#include <string_view>

namespace troupe::config {

/// Appends `text` in lines of at most 80 columns, each beginning with `prefix`
/// and ending with a newline. Breaks at spaces only.
void append_wrapped(
  std::string& out, std::string_view text, std::string_view prefix);

} // namespace troupe::config
