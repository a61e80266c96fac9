#include "troupe/program.hpp"

#include "config/log.hpp"
#include "config/name.hpp"
#include "config/trace.hpp"

#include <exception>
#include <iostream>

namespace troupe {

namespace {

/// Exit codes, besides those of `troupe::server`.
constexpr int ok = 0;
constexpr int could_not_start = 1;
constexpr int bad_usage = 2;

} // namespace

int program::serve(const config::options& options) const {
  try {
    server io{options};
    set_up(io, options);
    return io.run([&] {
      for (const auto& address : io.addresses())
        std::cout << "listening on " << address << std::endl;
    });
  } catch (const std::exception& e) {
    std::cerr << about.name << ": " << e.what() << "\n";
    return could_not_start;
  }
}

int program::run(int argc, char** argv) const {
  auto loaded = config::load(about, argc, argv);
  for (const auto& error : loaded.errors)
    std::cerr << error << "\n";
  if (!loaded.errors.empty())
    return bad_usage;
  if (loaded.what != config::action::run) {
    std::cout << loaded.text;
    return ok;
  }
  auto& options = loaded.values;
  if (options.name.empty())
    options.name = config::make_name();
  if (options.web.directory.empty())
    options.web.directory = web_directory;
  log::start(
    log::parse_level(options.log.level), log::parse_format(options.log.format),
    options.name);
  log::set_trace(options.log.trace);
  const int code = serve(options);
  log::set_trace("off");
  log::stop();
  return code;
}

} // namespace troupe
