#pragma once

#include <cstdint>
#include <string>

namespace troupe::messages {

/// A time of so many milliseconds since 1970 as JSON: the string that
/// JavaScript's `toISOString` makes, or `null` for years that it has no four
/// digits for.
std::string iso_date(std::int64_t ms);

} // namespace troupe::messages
