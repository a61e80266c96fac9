// Shows the hooks of the HTTP side, and pages of one's own beside Socket.IO.

#include "config/load.hpp"
#include "troupe/server.hpp"

#include <atomic>
#include <iostream>
#include <stdexcept>
#include <thread>

namespace {

using troupe::http_request;
std::atomic<int> last_refusal{-1};

/// Stands for a database.
void look_up(std::string token, troupe::decision decide) {
  std::thread{[token = std::move(token), decide = std::move(decide)] {
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
    token == "bad" ? decide("Who is \"bad\"?") : decide();
  }}.detach();
}

void set_up(troupe::engine& engine) {
  engine.use([](const http_request& asked, auto& headers, auto next) {
    headers.set("X-Asked", asked.method());
    if (asked.parameter("throw"))
      throw std::runtime_error{"use"};
    if (!asked.parameter("forget"))
      asked.parameter("blocked") ? next("blocked") : next();
  });
  engine.allow_request([](const http_request& asked, auto decide) {
    look_up(std::string{asked.parameter("token").value_or("")}, decide);
  });
  engine.on_initial_headers(
    [](auto& headers, auto&) { headers.add("Set-Cookie", "visits=1"); });
  engine.on_headers([](auto& headers, auto&) { headers.add("X-Hook", "ran"); });
  engine.on_connection_error(
    [](const troupe::connection_error& error) { last_refusal = error.code; });
}

void answer(
  const troupe::engine& engine, const http_request& asked,
  troupe::http_response response) {
  if (asked.path() == "/clients")
    return response.send(std::to_string(engine.clients_count()));
  if (asked.path() == "/refusal")
    return response.send(std::to_string(last_refusal));
  if (asked.path() == "/throw")
    throw std::runtime_error{"page"};
  if (asked.path() == "/later")
    std::thread{[response, body = std::string{asked.body()}] {
      response.send({201, {{"X-A", "1"}, {"X-A", "2"}}, body});
    }}.detach();
  else if (asked.path() != "/forget")
    response.pass();
}

} // namespace

int main(int argc, char** argv) {
  auto options = troupe::config::load({}, argc, argv).values;
  troupe::server io{options};
  set_up(io.engine());
  io.on_request([&io](const http_request& asked, auto response) {
    answer(io.engine(), asked, response);
  });
  options.engine.path = "/engine.io/";
  io.add_engine(options.engine).on_upgrade([](troupe::engine_socket& socket) {
    const std::tuple facts{
      socket.transport(), socket.upgraded(), socket.protocol(),
      socket.remote_address()};
    socket.send(troupe::json(facts).dump());
  });
  io.listen();
  std::cout << "listening on http://" << options.host << ":" << io.port()
            << std::endl;
  return io.run();
}
