#pragma once

#include "config/metrics.hpp"

#include <string_view>

namespace troupe::actors {

/// What to count a refusal under whose reason is `why`, also as another node
/// gave it. Pure.
metrics::recovery_result attempt_result(std::string_view why);

} // namespace troupe::actors
