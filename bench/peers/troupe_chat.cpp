// The chat that bench/run measures, on Troupe's public API: it does what
// chat.mjs does on Socket.IO's own server, and nothing more. Takes the options
// of build/release/troupe.

#include "troupe/program.hpp"

namespace {

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

} // namespace

int main(int argc, char** argv) {
  troupe::program chat;
  chat.about.name = "bench-chat";
  chat.about.version = "1";
  chat.about.description = "The chat that the benchmarks measure.";
  chat.about.defaults.web.enabled = false;
  chat.set_up = [](troupe::server& io, const troupe::config::options&) {
    io.on_connection([&io](auto& socket) { on_connection(io, socket); });
  };
  return chat.run(argc, argv);
}
