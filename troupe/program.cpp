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

log::settings log_settings(const config::options& from) {
  log::settings to;
  to.lowest = log::parse_level(from.log.level);
  const bool to_file = !from.log.file.empty() && from.log.format == "auto";
  to.how = to_file ? log::format::json : log::parse_format(from.log.format);
  to.node = from.name;
  to.file = from.log.file;
  to.file_bytes = from.log.file_bytes;
  to.files = from.log.files;
  to.lines_per_second = from.log.lines_per_second;
  return to;
}

} // namespace

/// What is chosen where no source says otherwise.
void program::settle(config::options& options) const {
  if (options.web.directory.empty())
    options.web.directory = web_directory;
}

int program::serve(
  const config::options& options,
  const std::function<config::loaded()>& again) const {
  server io{options};
  io.reload_from(again);
  set_up(io, options);
  return io.run([&] {
    for (const auto& address : io.addresses())
      std::cout << "listening on " << address << std::endl;
  });
}

int program::run(int argc, char** argv) const {
  const auto read = [&] {
    auto loaded = config::load(about, argc, argv);
    settle(loaded.values);
    return loaded;
  };
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
  settle(options);
  if (options.name.empty())
    options.name = config::make_name();
  int code = could_not_start;
  try {
    log::start(log_settings(options));
    log::set_trace(options.log.trace);
    code = serve(options, read);
  } catch (const std::exception& e) {
    std::cerr << about.name << ": " << e.what() << "\n";
  }
  log::set_trace("off");
  log::stop();
  return code;
}

} // namespace troupe
