#include "app/chat.hpp"
#include "app/version.hpp"
#include "config/load.hpp"
#include "config/log.hpp"
#include "config/name.hpp"
#include "troupe/server.hpp"

#include <exception>
#include <iostream>

namespace {

/// Exit codes, besides those of `troupe::server`.
constexpr int ok = 0;
constexpr int could_not_start = 1;
constexpr int bad_usage = 2;

troupe::config::program about() {
  troupe::config::program program;
  program.name = "troupe";
  program.version = troupe::app::version;
  program.description = "An actor-model Socket.IO server: the chat.";
  // The tutorial's server lets every origin in.
  program.defaults.cors.origins = {"*"};
  return program;
}

int serve(const troupe::config::options& options) {
  try {
    troupe::server io{options};
    troupe::app::serve_chat(io, options.chat);
    io.listen();
    const auto host = options.host.find(':') == std::string::npos
                        ? options.host
                        : "[" + options.host + "]";
    std::cout << "listening on http://" << host << ":" << io.port()
              << std::endl;
    return io.run();
  } catch (const std::exception& e) {
    std::cerr << "troupe: " << e.what() << "\n";
    return could_not_start;
  }
}

} // namespace

int main(int argc, char** argv) {
  auto loaded = troupe::config::load(about(), argc, argv);
  for (const auto& error : loaded.errors)
    std::cerr << error << "\n";
  if (!loaded.errors.empty())
    return bad_usage;
  if (loaded.what != troupe::config::action::run) {
    std::cout << loaded.text;
    return ok;
  }
  auto& options = loaded.values;
  if (options.name.empty())
    options.name = troupe::config::make_name();
  if (options.web.directory.empty())
    options.web.directory = troupe::app::web_directory;
  troupe::log::start(
    troupe::log::parse_level(options.log.level),
    troupe::log::parse_format(options.log.format), options.name);
  const int code = serve(options);
  troupe::log::stop();
  return code;
}
