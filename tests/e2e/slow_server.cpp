#include "troupe/program.hpp"

#include <cstdint>
#include <string>

// A server that says more than a slow client takes, and treats it differently
// in each namespace.

namespace {

/// Numbers each event, so that a client sees what it has missed.
void add_burst(troupe::nsp& in) {
  in.on_connection([](troupe::socket& socket) {
    socket.on("burst", [&socket](std::uint64_t count, std::uint64_t size) {
      const std::string text(size, 'x');
      for (std::uint64_t i = 0; i < count; ++i)
        socket.emit("n", i, text);
    });
    socket.on("bytes", [&socket](std::uint64_t count, std::uint64_t size) {
      const troupe::bytes some{std::string(size, 'x')};
      for (std::uint64_t i = 0; i < count; ++i)
        socket.emit("b", i, some, some);
    });
    socket.on("recovered", [&socket](const troupe::ack& reply) {
      reply(socket.recovered());
    });
    socket.on("ask", [](const troupe::ack& reply) { reply("answer"); });
  });
}

} // namespace

int main(int argc, char** argv) {
  troupe::program slow;
  slow.about.name = "slow-server";
  slow.about.description = "Namespaces that treat slow clients differently.";
  slow.set_up = [](troupe::server& io, const troupe::config::options&) {
    using enum troupe::slow_policy;
    add_burst(io.of("/"));
    add_burst(io.of("/disconnect").slow_client(disconnect));
    add_burst(io.of("/drop-volatile").slow_client(drop_volatile));
    add_burst(io.of("/drop-oldest").slow_client(drop_oldest));
    add_burst(io.of("/kept").slow_client(drop_oldest).recovery(true));
  };
  return slow.run(argc, argv);
}
