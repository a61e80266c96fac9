// The chat that bench/run measures, on Troupe's public API: it does what
// chat.mjs does on Socket.IO's own server, and nothing more. Takes the options
// of build/release/troupe.

#include "config/load.hpp"
#include "config/log.hpp"
#include "config/name.hpp"
#include "troupe/server.hpp"

#include <exception>
#include <iostream>

namespace {

constexpr int ok = 0;
constexpr int could_not_start = 1;
constexpr int bad_usage = 2;

troupe::config::program about() {
  troupe::config::program program;
  program.name = "bench-chat";
  program.version = "1";
  program.description = "The chat that the benchmarks measure.";
  program.defaults.web.enabled = false;
  return program;
}

void on_connection(const troupe::server& io, troupe::socket& socket) {
  if (const auto room = socket.handshake().parameter("room"))
    socket.join(*room);
  socket.on("send-message", [&io](const troupe::value& data) {
    if (const auto room = data["room"].string())
      io.to(*room).emit(
        "new-message", troupe::value::object({{"msg", data["message"]}}));
  });
  socket.on("echo", [](const troupe::value& data, const troupe::ack& reply) {
    reply(data);
  });
}

int serve(const troupe::config::options& options) {
  try {
    troupe::server io{options};
    io.on_connection([&io](auto& socket) { on_connection(io, socket); });
    io.listen();
    std::cout << "listening on http://" << options.host << ":" << io.port()
              << std::endl;
    return io.run();
  } catch (const std::exception& e) {
    std::cerr << "bench-chat: " << e.what() << "\n";
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
  troupe::log::start(
    troupe::log::parse_level(options.log.level),
    troupe::log::parse_format(options.log.format), options.name);
  const int code = serve(options);
  troupe::log::stop();
  return code;
}
