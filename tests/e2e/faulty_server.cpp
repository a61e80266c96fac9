#include "actors/hosting/faults.hpp"
#include "app/chat.hpp"
#include "config/quantity.hpp"
#include "troupe/program.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

// The chat, whose clients can have it fail by the event `fault`. For tests of
// supervision. What fails is said by the event's argument, or else by the
// program's:
//
//   --fault=throw:KIND         the next message to an actor of that kind throws
//   --fault=throw:room:NAME    the next one to that room does
//   --fault=throw:handler      the handler itself throws
//   --fault=sleep:10s          it holds up its thread

namespace {

constexpr std::string_view flag = "--fault=";

/// Kinds as actors name them; a fault is armed with a literal.
constexpr std::array kinds{
  "room", "adapter", "relay", "user-registry", "session-registry"};

/// The part of `text` before the first colon, which it loses.
std::string take_word(std::string_view& text) {
  const auto colon = text.find(':');
  const std::string word{text.substr(0, colon)};
  text.remove_prefix(colon == text.npos ? text.size() : colon + 1);
  return word;
}

void fail(std::string_view how) {
  const auto action = take_word(how);
  if (action == "sleep") {
    using troupe::config::parse_quantity;
    const auto ms = parse_quantity(how, troupe::config::time_units());
    std::this_thread::sleep_for(std::chrono::milliseconds{ms.value_or(0)});
    return;
  }
  const auto what = take_word(how);
  if (action != "throw")
    return;
  if (what == "handler")
    throw std::runtime_error{"a fault on demand"};
  if (what == "room" && !how.empty())
    return troupe::actors::arm_room_fault(std::string{how});
  for (const auto* kind : kinds)
    if (what == kind)
      troupe::actors::arm_fault(kind);
}

/// Takes our own flag out of the arguments.
std::string take_fault(std::vector<char*>& arguments) {
  std::string fault;
  std::erase_if(arguments, [&](const char* each) {
    if (!std::string_view{each}.starts_with(flag))
      return false;
    fault = each + flag.size();
    return true;
  });
  return fault;
}

} // namespace

int main(int argc, char** argv) {
  std::vector<char*> arguments{argv, argv + argc};
  const auto usual = take_fault(arguments);
  troupe::program faulty;
  faulty.about.name = "faulty-server";
  faulty.about.description = "The chat, with faults on demand.";
  faulty.about.defaults.ctl.socket = "auto";
  faulty.set_up =
    [usual](troupe::server& io, const troupe::config::options& options) {
      troupe::app::serve_chat(io, options.chat);
      // Beside the chat's: a socket has the handlers of both.
      io.on_connection([usual](troupe::socket& socket) {
        socket.on("fault", [usual](const std::optional<std::string>& how) {
          fail(how.value_or(usual));
        });
      });
    };
  return faulty.run(static_cast<int>(arguments.size()), arguments.data());
}
