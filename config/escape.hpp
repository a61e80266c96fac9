#pragma once

#include <string>
#include <string_view>

namespace troupe::config {

/// Appends `bytes` such that they are safe between double quotes in JSON (RFC
/// 8259), in TOML and on a terminal: quotes, backslashes, control characters
/// (C0, DEL, C1) and those that reorder or break a line are escaped, bytes that
/// are not UTF-8 become U+FFFD.
void append_escaped(std::string& out, std::string_view bytes);

/// `bytes` escaped and between double quotes.
std::string in_quotes(std::string_view bytes);

} // namespace troupe::config
