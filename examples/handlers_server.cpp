// What one socket's handlers can do, for the tests: middlewares that answer
// late, handlers for once, catch-alls, typed events, other threads.

#include "troupe/program.hpp"
#include "troupe/server.hpp"

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

using namespace std::chrono_literals;
using troupe::json;
using troupe::socket;
using troupe::value;

namespace {

using sum = troupe::event<"sum", int, int>;
using total = troupe::event<"total", int>;

/// As a database would: later, from a thread of its own.
template <class F>
void later(F f) {
  std::thread{[f = std::move(f)] {
    std::this_thread::sleep_for(20ms);
    f();
  }}.detach();
}

void check_auth(socket& newcomer, const troupe::next& next) {
  const auto auth = json::parse(newcomer.handshake().auth());
  if (auth.value("late", false))
    return later(next);
  if (auth.contains("refuse"))
    return next({"refused", auth["refuse"]});
  if (auth.value("throw", false))
    throw std::runtime_error{"on purpose"};
  next();
}

void check_event(socket&, troupe::packet& event, const troupe::next& next) {
  if (event.event == "late")
    return later(next);
  if (event.event == "bad")
    return next({"bad event"});
  if (event.event == "renamed")
    event.event = "seen";
  next();
}

void add_handlers(socket& socket) {
  socket.once("once", [](class socket& s) { s.emit("heard", "once"); });
  socket.on("gone", [](class socket& s) { s.emit("heard", "gone"); });
  socket.off("gone");
  const auto second = socket.add_listener(
    "two", [](class socket& s) { s.emit("heard", "second of two"); });
  socket.on("two", [second](class socket& s) {
    s.emit("heard", "two");
    s.off(second);
  });
  socket.on("late", [](class socket& s) { s.emit("heard", "late"); });
  socket.on("seen", [](class socket& s) { s.emit("heard", "seen"); });
  socket.on(
    "message", [](class socket& s, const value& what) { s.send(what); });
  socket.on("volatile", [](class socket& s) {
    s.volatile_().emit("heard", "volatile");
  });
  socket.on("large", [](class socket& s, bool compress) {
    const std::string text(50'000, 'x');
    s.compress(compress).emit("large", text);
    s.nsp().to(s.id()).compress(compress).emit("large", text);
  });
  socket.on<sum>([](class socket& s, int a, int b) { s.emit<total>(a + b); });
  socket.on(
    "names", [](class socket& s, troupe::ack ack) { ack(s.event_names()); });
  socket.on("thread", [](class socket& s) {
    later([ref = s.ref()] {
      ref.post([](class socket& there) { there.emit("heard", "posted"); });
      ref.emit("heard", "from afar");
    });
  });
}

void add_catch_alls(socket& socket) {
  socket.on_error([](class socket& s, const troupe::connect_error& why) {
    s.emit("heard", "error: " + why.message);
  });
  socket.on("count", [](class socket& s) {
    const auto seen = std::make_shared<std::pair<int, int>>();
    s.on_any([seen](auto&, auto, auto&) { ++seen->first; });
    s.on_any_outgoing([seen](auto&, auto, auto&) { ++seen->second; });
    s.on("counted", [seen](class socket& then, troupe::ack ack) {
      then.off_any().off_any_outgoing();
      ack(*seen);
    });
    s.emit("heard", "counting");
    s.nsp().emit("heard", "by all");
  });
}

void set_up(troupe::server& io, const troupe::config::options&) {
  io.use(check_auth);
  io.on_connection([](socket& socket) {
    socket.use(check_event);
    add_handlers(socket);
    add_catch_alls(socket);
  });
  io.engine().generate_id([](const troupe::http_request& asked) {
    return std::string{asked.parameter("name").value_or("")};
  });
  auto& family = io.of([](std::string_view name, const value& auth) {
    return name.starts_with("/dyn-") && (!auth || auth["key"].string() == "ok");
  });
  family.use([](socket& newcomer, const troupe::next& next) {
    newcomer.data() = "let in";
    next();
  });
  family.on_connection([](socket& socket) {
    socket.emit("heard", socket.nsp_name() + ": " + socket.data().dump());
  });
}

} // namespace

int main(int argc, char** argv) {
  troupe::program server;
  server.about.name = "handlers-server";
  server.about.version = "1";
  server.about.description = "Shows what one socket's handlers can do.";
  server.about.defaults.web.enabled = false;
  server.about.defaults.socketio.cleanup_empty_child_namespaces = true;
  server.set_up = set_up;
  return server.run(argc, argv);
}
