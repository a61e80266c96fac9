// The server that the tests of connection state recovery talk to, and the
// other side of bench/peers/recovery.mjs. Its clients say what it shall do.

#include "config/load.hpp"
#include "config/log.hpp"
#include "troupe/server.hpp"

#include <exception>
#include <iostream>
#include <string>

namespace {

troupe::config::program about() {
  troupe::config::program program;
  program.name = "recovery-server";
  program.version = "1";
  program.description = "Recovers its clients; says what they ask for.";
  auto& defaults = program.defaults;
  defaults.port = 3000;
  defaults.recovery.enabled = true;
  defaults.web.enabled = false;
  return program;
}

using values = std::vector<troupe::value>;

/// `[room, event, argument…]` as an event to that room.
void on_say(troupe::server& io, const values& asked, bool is_volatile) {
  if (asked.size() < 2)
    return;
  troupe::arguments_writer event;
  for (std::size_t i = 1; i < asked.size(); ++i)
    event.add(asked[i]);
  const auto to = io.to(asked[0].string().value_or(""));
  (is_volatile ? to.volatile_() : to).say(event);
}

void on_connection(troupe::server& io, troupe::socket& socket) {
  socket.on(
    "join",
    [](troupe::socket& from, const std::string& room, troupe::ack done) {
      from.join(room);
      done();
    });
  socket.on(
    "leave",
    [](troupe::socket& from, const std::string& room, troupe::ack done) {
      from.leave(room);
      done();
    });
  socket.on("say", [&io](const values& asked) { on_say(io, asked, false); });
  socket.on(
    "say-volatile", [&io](const values& asked) { on_say(io, asked, true); });
  socket.on("say-others", [](troupe::socket& from, const troupe::value& what) {
    from.broadcast().emit("said", what);
  });
  socket.on(
    "say-all", [&io](const troupe::value& what) { io.emit("said", what); });
  socket.on("whisper", [](troupe::socket& from, const troupe::value& what) {
    from.emit("whispered", what);
  });
  socket.on(
    "set",
    [](troupe::socket& from, const troupe::json& data, troupe::ack done) {
      from.data() = data;
      done();
    });
  socket.on("state", [](troupe::socket& from, troupe::ack answer) {
    const auto rooms = from.rooms();
    answer(troupe::json{
      {"recovered", from.recovered()},
      {"data", from.data()},
      {"rooms", std::vector<std::string>{rooms.begin(), rooms.end()}}});
  });
  socket.on(
    "leave-server", [](troupe::socket& from) { from.disconnect(true); });
}

int serve(const troupe::config::options& options) {
  troupe::server io{options};
  io.on_connection(
    [&io](troupe::socket& socket) { on_connection(io, socket); });
  io.of("/plain").recovery(false);
  io.listen();
  std::cout << "listening on http://" << options.host << ":" << io.port()
            << std::endl;
  return io.run();
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
    const auto& log = loaded.values.log;
    troupe::log::start(
      troupe::log::parse_level(log.level),
      troupe::log::parse_format(log.format), loaded.values.name);
    const auto code = serve(loaded.values);
    troupe::log::stop();
    return code;
  } catch (const std::exception& e) {
    std::cerr << "recovery-server: " << e.what() << "\n";
    return 1;
  }
}
