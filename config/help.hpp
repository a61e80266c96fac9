#pragma once

#include "config/load.hpp"

#include <string>

namespace troupe::config {

/// What `--help` prints: usage, switches, then all options by section with
/// documentation and `about.defaults`; at most 80 columns wide.
std::string help_text(const program& about);

} // namespace troupe::config
