#pragma once

#include "config/options.hpp"

#include <string>
#include <vector>

/// What of an option set a server at work can take over. Pure.
namespace troupe::config {

/// Keys whose values differ, in the order of the schema.
struct difference {
  std::vector<std::string> reloads;       ///< can be changed at work
  std::vector<std::string> needs_restart; ///< the rest
};

difference compare(const options& now, const options& next);

/// `now`, with all that reloads as `next` has it.
options reload(options now, const options& next);

/// `a, b, c`.
std::string join(const std::vector<std::string>& keys);

} // namespace troupe::config
