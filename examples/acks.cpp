// Questions with answers, both ways: each has a deadline, and what happens
// when no answer comes is said where the question is asked.
//
//   acks [PORT=3000]
//   "add", a, b                → ack(sum)
//   "never"                    → no ack: the client's own deadline passes
//   "quiz"                     the server asks "6 * 7" and tells the result:
//                              "right", "wrong" or "too late"

#include "troupe/server.hpp"

#include <chrono>
#include <iostream>
#include <string>
#include <vector>

using namespace std::chrono_literals;

namespace {

constexpr auto patience = 500ms;

void ask(troupe::socket& player) {
  player.timeout(patience)
    .emit_with_ack("question", "6 * 7")
    .then(
      [&player](const std::vector<troupe::value>& answer) {
        const bool right = !answer.empty() && answer[0].get<int>() == 42;
        player.emit("result", right ? "right" : "wrong");
      },
      [&player] { player.emit("result", "too late"); });
}

} // namespace

int main(int argc, char** argv) {
  troupe::config::options options;
  options.port = argc > 1 ? std::stoi(argv[1]) : 3000;
  options.cors.origins = {"*"};
  troupe::server io{options};
  io.on_connection([](troupe::socket& socket) {
    socket.on("add", [](int a, int b, troupe::ack ack) { ack(a + b); });
    socket.on("never", [](const troupe::ack&) {});
    socket.on("quiz", ask);
  });
  return io.run([&io] {
    std::cout << "listening on http://localhost:" << io.port() << std::endl;
  });
}
