#include "actors/hosting/faults.hpp"
#include "app/chat.hpp"
#include "troupe/program.hpp"

#include <array>
#include <string>

// The chat, whose clients can say `fault` and a kind of actor: the next message
// to one of that kind throws. For tests of supervision.

namespace {

/// Kinds as actors name them; a fault is armed with a literal.
constexpr std::array kinds{
  "room", "adapter", "relay", "user-registry", "session-registry"};

void arm(const std::string& wanted) {
  for (const auto* kind : kinds)
    if (wanted == kind)
      troupe::actors::arm_fault(kind);
}

} // namespace

int main(int argc, char** argv) {
  troupe::program faulty;
  faulty.about.name = "faulty-server";
  faulty.about.description = "The chat, with faults on demand.";
  faulty.about.defaults.ctl.socket = "auto";
  faulty.set_up =
    [](troupe::server& io, const troupe::config::options& options) {
      troupe::app::serve_chat(io, options.chat);
      // Beside the chat's: a socket has the handlers of both.
      io.on_connection([](troupe::socket& socket) { socket.on("fault", arm); });
    };
  return faulty.run(argc, argv);
}
