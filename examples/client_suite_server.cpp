// The server that socket.io-client's own tests talk to.

#include "troupe/program.hpp"
#include "troupe/server.hpp"

#include <chrono>
#include <ctime>
#include <string>
#include <thread>

using namespace std::chrono_literals;
using troupe::bytes;
using troupe::json;
using troupe::socket;

namespace {

const bytes payload{"asdfasdf"};

std::string now_as_json() {
  const auto now = std::chrono::system_clock::now();
  const auto seconds = std::chrono::system_clock::to_time_t(now);
  const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(
                        now.time_since_epoch())
                        .count() %
                      1000;
  char text[32];
  const auto size = std::strftime(
    text, sizeof text, "%Y-%m-%dT%H:%M:%S.", std::gmtime(&seconds));
  auto fraction = std::to_string(1000 + millis).substr(1);
  return std::string{text, size} + fraction + "Z";
}

void add_text_events(socket& socket) {
  socket.on("hi", [](class socket& s) { s.emit("hi"); });
  socket.on("echo", [](const troupe::value& x, troupe::ack ack) { ack(x); });
  socket.on("getId", [](class socket& s, troupe::ack ack) { ack(s.id()); });
  socket.on("getHandshake", [](class socket& s, troupe::ack ack) {
    ack(s.handshake().object());
  });
  socket.on("ack", [](class socket& s) {
    s.timeout(10s).emit_with_ack("ack").then([&s](const auto& answer) {
      if (answer.size() == 2 && answer[0].text() == "5" && answer[1]["test"])
        s.emit("got it");
    });
  });
  socket.on("getAckDate", [](const troupe::value&, troupe::ack ack) {
    ack(now_as_json());
  });
  socket.on(
    "getDate", [](class socket& s) { s.emit("takeDate", now_as_json()); });
  socket.on("getDateObj", [](class socket& s) {
    s.emit("takeDateObj", json{{"date", now_as_json()}});
  });
  socket.on("getUtf8", [](class socket& s) {
    for (const auto* text :
         {"てすと", "Я Б Г Д Ж Й", "Ä ä Ü ü ß", "utf8 — string",
          "utf8 — string"})
      s.emit("takeUtf8", text);
  });
  socket.on("false", [](class socket& s) { s.emit("false", false); });
}

void add_binary_events(socket& socket) {
  socket.on("doge", [](class socket& s) { s.emit("doge", payload); });
  socket.on("getbin", [](class socket& s) { s.emit("takebin", payload); });
  socket.on("buffa", [](class socket& s, const bytes&) { s.emit("buffack"); });
  socket.on("jsonbuff", [](class socket& s, const json& object) {
    if (object.value("hello", "") == "lol" && object.at("message").is_binary())
      s.emit("jsonbuff-ack");
  });
  socket.on("abuff1", [](class socket& s, const bytes&) {
    s.once("abuff2", [](class socket& then, const std::string&) {
      then.emit("abuff2-ack");
    });
  });
}

/// Lets everybody in, ten milliseconds late: clients test how long they wait.
void let_in_late(troupe::server& io) {
  io.engine().allow_request([](const troupe::http_request&, auto decide) {
    std::thread{[decide] {
      std::this_thread::sleep_for(10ms);
      decide();
    }}.detach();
  });
}

void set_up(troupe::server& io, const troupe::config::options&) {
  let_in_late(io);
  io.use([](socket& socket, const troupe::next& next) {
    if (socket.handshake().parameter("fail"))
      next({"Auth failed (main namespace)"});
    else
      next();
  });
  io.on_connection([](socket& socket) {
    add_text_events(socket);
    add_binary_events(socket);
  });
  io.of("/foo").on_connection([](socket& socket) {
    socket.on("getId", [](class socket& s, troupe::ack ack) { ack(s.id()); });
  });
  for (const auto* name : {"/timeout_socket", "/valid", "/asd"})
    io.of(name);
  io.of("/abc").on_connection([](socket& socket) {
    socket.emit("handshake", socket.handshake().object());
  });
  io.of("/no").use([](socket&, const troupe::next& next) {
    next({"Auth failed (custom namespace)"});
  });
}

} // namespace

int main(int argc, char** argv) {
  troupe::program suite;
  suite.about.name = "client-suite-server";
  suite.about.version = "1";
  suite.about.description = "Answers socket.io-client's own tests.";
  auto& defaults = suite.about.defaults;
  defaults.port = 3210;
  defaults.web.enabled = false;
  defaults.engine.ping_interval = 2s;
  defaults.recovery.enabled = true;
  suite.set_up = set_up;
  return suite.run(argc, argv);
}
