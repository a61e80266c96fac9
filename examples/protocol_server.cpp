// The server that the official protocol suites talk to: Socket.IO at
// /socket.io/ and bare Engine.IO, which echoes, at /engine.io/.

#include "troupe/program.hpp"
#include "troupe/server.hpp"

#include <chrono>
#include <string_view>
#include <vector>

using namespace std::chrono_literals;

namespace {

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

void set_up(troupe::server& io, const troupe::config::options& options) {
  io.on_connection(on_main);
  io.of("/custom").on_connection(
    [](troupe::socket& socket) { socket.emit("auth", auth_of(socket)); });
  auto engine = options.engine;
  engine.path = "/engine.io/";
  io.add_engine(engine).on_message(
    [](troupe::engine_socket& from, std::string_view data, bool binary) {
      binary ? from.send_binary(data) : from.send(data);
    });
}

} // namespace

int main(int argc, char** argv) {
  troupe::program suite;
  suite.about.name = "protocol-server";
  suite.about.version = "1";
  suite.about.description =
    "Answers the official Engine.IO and Socket.IO suites.";
  auto& defaults = suite.about.defaults;
  defaults.port = 3000;
  defaults.engine.ping_interval = 300ms;
  defaults.engine.ping_timeout = 200ms;
  defaults.engine.max_http_buffer_size = 1'000'000;
  defaults.socketio.connect_timeout = 1000ms;
  defaults.cors.origins = {"*"};
  defaults.web.enabled = false;
  suite.set_up = set_up;
  return suite.run(argc, argv);
}
