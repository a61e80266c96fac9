#pragma once

#include <cstddef>
#include <string_view>

namespace troupe::messages {

/// How long a name that a client gives itself may be, in code points.
inline constexpr std::size_t longest_user_name = 64;

/// Why `name` cannot be shown to people as somebody's name; empty if it can.
/// One has 1 to `most` code points of valid UTF-8, and none that is a control
/// character, changes the direction of text, or cannot be seen: such names
/// look like another's, or spoil the line they stand in.
std::string_view objection_to_user_name(
  std::string_view name, std::size_t most = longest_user_name);

} // namespace troupe::messages
