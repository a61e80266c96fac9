// The server that the official protocol suites talk to: Socket.IO at
// /socket.io/ and bare Engine.IO, which echoes, at /engine.io/.

#include "config/load.hpp"
#include "troupe/server.hpp"

#include <exception>
#include <iostream>

using namespace std::chrono_literals;

namespace {

troupe::config::program about() {
  troupe::config::program program;
  program.name = "protocol-server";
  program.version = "1";
  program.description = "Answers the official Engine.IO and Socket.IO suites.";
  auto& defaults = program.defaults;
  defaults.port = 3000;
  defaults.engine.ping_interval = 300ms;
  defaults.engine.ping_timeout = 200ms;
  defaults.engine.max_http_buffer_size = 1'000'000;
  defaults.socketio.connect_timeout = 1000ms;
  defaults.cors.origins = {"*"};
  defaults.web.enabled = false;
  return program;
}

troupe::value auth_of(const troupe::socket& socket) {
  return troupe::value::of(
    troupe::json::parse(socket.handshake().auth(), nullptr, false));
}

void on_main(troupe::socket& socket) {
  socket.emit("auth", auth_of(socket));
  socket.on(
    "message",
    [](troupe::socket& from, const std::vector<troupe::value>& arguments) {
      troupe::arguments_writer back;
      back.add("message-back");
      for (const auto& argument : arguments)
        back.add(argument);
      from.say(back);
    });
  socket.on(
    "message-with-ack",
    [](const std::vector<troupe::value>& arguments, troupe::ack ack) {
      troupe::arguments_writer back;
      for (const auto& argument : arguments)
        back.add(argument);
      ack.reply(back);
    });
}

int serve(const troupe::config::options& options) {
  troupe::server io{options};
  io.on_connection(on_main);
  io.of("/custom").on_connection(
    [](troupe::socket& socket) { socket.emit("auth", auth_of(socket)); });
  auto engine = options.engine;
  engine.path = "/engine.io/";
  io.add_engine(engine).on_message(
    [](troupe::engine_socket& from, std::string_view data, bool binary) {
      binary ? from.send_binary(data) : from.send(data);
    });
  return io.run([&] {
    std::cout << "listening on http://" << options.host << ":" << io.port()
              << std::endl;
  });
}

} // namespace

int main(int argc, char** argv) {
  const auto loaded = troupe::config::load(about(), argc, argv);
  for (const auto& error : loaded.errors)
    std::cerr << error << "\n";
  if (!loaded.errors.empty())
    return 2;
  if (loaded.what != troupe::config::action::run) {
    std::cout << loaded.text;
    return 0;
  }
  try {
    return serve(loaded.values);
  } catch (const std::exception& e) {
    std::cerr << "protocol-server: " << e.what() << "\n";
    return 1;
  }
}
