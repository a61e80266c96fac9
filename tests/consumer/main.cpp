// A program that has a Socket.IO server in it.
//
//   consumer listen   the server has threads of its own, main goes on
//   consumer run      a thread of ours runs the server
//
// Both end when standard input does.

#include "config/log.hpp"
#include "troupe/server.hpp"

#include <atomic>
#include <chrono>
#include <exception>
#include <future>
#include <iostream>
#include <string>
#include <thread>

using namespace std::chrono_literals;

namespace {

void set_up(troupe::server& io) {
  io.of("/game").on_connection([&io](troupe::socket& player) {
    player.join("room");
    player.on("close", [&io] { io.close(); }); // not a handler's to do: throws
    player.on("add", [](int a, int b, troupe::ack reply) { reply(a + b); });
  });
}

/// The state of our own, in a thread of our own, and told from there.
void tick(troupe::server& io, const std::atomic<bool>& ending) {
  const auto room = io.of("/game").to("room");
  for (int count = 0; !ending; ++count) {
    room.emit("tick", count);
    std::this_thread::sleep_for(5ms);
  }
}

void wait_for_end_of_input() {
  for (std::string line; std::getline(std::cin, line);)
    ;
}

void say_port(const troupe::server& io) {
  std::cout << "listening on " << io.port() << std::endl;
}

int serve(bool in_own_thread) {
  troupe::config::options options;
  options.host = "127.0.0.1";
  options.port = 0;
  options.threads = 2;
  troupe::server io{options};
  set_up(io);
  int code = 0;
  std::thread runner;
  if (in_own_thread) {
    std::promise<void> listening;
    runner =
      std::thread{[&] { code = io.run([&] { listening.set_value(); }); }};
    listening.get_future().wait();
  } else {
    io.listen();
  }
  say_port(io);
  std::atomic<bool> ending{false};
  std::thread ticker{[&] { tick(io, ending); }};
  wait_for_end_of_input();
  // The ticker goes on: what it says meanwhile is heard by nobody.
  io.close();
  if (runner.joinable())
    runner.join();
  ending = true;
  ticker.join();
  std::cout << "ended with " << code << std::endl;
  return code;
}

} // namespace

int main(int argc, char** argv) {
  troupe::log::start(
    troupe::log::level::warn, troupe::log::format::json, "consumer");
  int code = 1;
  try {
    code = serve(argc > 1 && std::string{argv[1]} == "run");
  } catch (const std::exception& e) {
    std::cerr << "consumer: " << e.what() << "\n";
  }
  troupe::log::stop();
  return code;
}
