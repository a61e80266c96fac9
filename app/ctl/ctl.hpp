#pragma once

namespace troupe::app {

/// `troupe ctl …`, with the arguments behind `ctl` (and `ctl` as the first):
/// asks a node that runs on this machine, and prints what it says. Returns the
/// exit code: 0 done, 1 refused, unreachable, unhealthy or incomplete, 2 wrong
/// usage.
int run_ctl(int argc, const char* const* argv);

} // namespace troupe::app
