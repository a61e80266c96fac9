// The smallest server: what a client says, it hears again.
//
//   echo [PORT=3000]

#include "troupe/server.hpp"

#include <iostream>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  troupe::config::options options;
  options.port = argc > 1 ? std::stoi(argv[1]) : 3000;
  options.cors.origins = {"*"};
  troupe::server io{options};
  io.on_connection([](troupe::socket& socket) {
    socket.on(
      "echo", [](
                troupe::socket& from,
                const std::vector<troupe::value>& arguments, troupe::ack ack) {
        troupe::arguments_writer back;
        if (!ack.requested())
          back.add("echo"); // an event's name is its first argument
        for (const auto& argument : arguments)
          back.add(argument); // text, numbers, binary: as it came
        ack.requested() ? ack.reply(back) : from.say(back);
      });
  });
  return io.run([&io] {
    std::cout << "listening on http://localhost:" << io.port() << std::endl;
  });
}
