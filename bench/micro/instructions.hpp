#pragma once

#include <string>

namespace troupe::bench {

/// Counts the instructions of all cases, under callgrind and with its default
/// names of files in a folder that may be written to, and writes them into a
/// JSON file: a list of `{"name":…,"instructions":…}` per operation. Returns an
/// exit code; what is wrong is said on standard error.
int count_instructions(const std::string& file);

} // namespace troupe::bench
