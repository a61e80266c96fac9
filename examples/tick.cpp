// A game: its state belongs to one thread, which moves it on and tells all
// players, 20 times a second. Handlers run in other threads, and only leave
// there what their player wants.
//
//   tick [PORT=3000]
//   client → "steer", [dx, dy]          server → "world", {id: [x, y], …}

#include "troupe/server.hpp"

#include <array>
#include <chrono>
#include <iostream>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

using namespace std::chrono_literals;

using point = std::array<double, 2>;

class game {
public:
  /// The last word of a player counts, so no more than one waits; none = it has
  /// gone. Any thread.
  void tell(const std::string& player, std::optional<point> speed) {
    const std::lock_guard lock{told_guard_};
    told_[player] = speed;
  }

  /// Until `end`, in a thread of its own.
  void play(const troupe::server& io, const std::stop_token& end) {
    auto next = std::chrono::steady_clock::now();
    for (; !end.stop_requested(); std::this_thread::sleep_until(next += 50ms)) {
      move();
      io.volatile_().emit("world", at_); // who is behind gets the next one
    }
  }

private:
  void move() {
    {
      const std::lock_guard lock{told_guard_};
      for (const auto& [player, speed] : std::exchange(told_, {}))
        speed ? void(speed_[player] = *speed)
              : void(speed_.erase(player) + at_.erase(player));
    }
    for (const auto& [player, speed] : speed_)
      for (const auto axis : {0, 1})
        at_[player][axis] += speed[axis];
  }

  std::mutex told_guard_;
  std::map<std::string, std::optional<point>> told_;
  std::map<std::string, point> speed_;
  std::map<std::string, point> at_;
};

int main(int argc, char** argv) {
  troupe::config::options options;
  options.port = argc > 1 ? std::stoi(argv[1]) : 3000;
  options.cors.origins = {"*"};
  troupe::server io{options};
  game state;
  io.on_connection([&](troupe::socket& socket) {
    state.tell(socket.id(), point{});
    socket.on("steer", [&](troupe::socket& player, const point& speed) {
      state.tell(player.id(), speed);
    });
    socket.on_disconnect(
      [&](troupe::socket& gone, auto) { state.tell(gone.id(), {}); });
  });
  std::jthread loop; // ends before what it uses
  return io.run([&] {
    std::cout << "listening on http://localhost:" << io.port() << std::endl;
    loop = std::jthread{[&](std::stop_token end) { state.play(io, end); }};
  });
}
