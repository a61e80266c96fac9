#pragma once

#include "config/load.hpp"
#include "troupe/server.hpp"

#include <functional>
#include <string>

namespace troupe {

/// A server as a program: options from file, environment and flags, log, ready
/// line, exit code.
struct program {
  config::program about;
  std::string web_directory; ///< where no option names one
  /// Registers what the server does, before it listens.
  std::function<void(server&, const config::options&)> set_up;

  /// Serves until a signal ends it; returns the exit code of the process: 2 for
  /// wrong usage, 1 if it could not start, else what `server::run` says.
  int run(int argc, char** argv) const;

private:
  void settle(config::options& options) const;
  int serve(
    const config::options& options,
    const std::function<config::loaded()>& again) const;
};

} // namespace troupe
