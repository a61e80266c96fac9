#pragma once

#include <string>

namespace troupe::config {

/// A name for a node that was given none: its host's, and four random digits
/// so that two on one host differ.
std::string make_name();

} // namespace troupe::config
