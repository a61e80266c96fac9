// The server that engine.io-client's own test suite talks to: bare Engine.IO.

#include "config/load.hpp"
#include "troupe/server.hpp"

#include <ctime>
#include <iostream>
#include <map>

namespace {

troupe::config::program about() {
  troupe::config::program program;
  program.name = "engine-suite-server";
  program.defaults.port = 3000;
  program.defaults.web.enabled = false;
  return program;
}

std::string http_date() {
  const auto now = std::time(nullptr);
  std::tm utc{};
  char text[64];
  std::strftime(
    text, sizeof(text), "%a, %d %b %Y %T GMT", ::gmtime_r(&now, &utc));
  return text;
}

void set_cookies(troupe::response_headers& headers) {
  headers.add("Set-Cookie", "1=1; Max-Age=86400");
  headers.add("Set-Cookie", "2=2; Path=/; HttpOnly; Secure; SameSite=Strict");
  headers.add("Set-Cookie", "3=3; Max-Age=0");
  headers.add("Set-Cookie", "4=4; Expires=" + http_date());
}

void answer(troupe::engine_socket& to, std::string_view said, bool binary) {
  if (binary)
    return to.send_binary(said);
  if (said == "give binary")
    return to.send_binary({"\0\1\2\3\4", 5});
  if (said == "give utf8")
    return to.send("пойду спать всем спокойной ночи");
  if (said != "sendHeaders")
    return to.send(said);
  const auto all = to.request_headers();
  to.send(troupe::json(std::map(all.begin(), all.end())).dump());
}

void serve(troupe::server& io, troupe::config::engine_options options) {
  options.path = "/engine.io/";
  options.ping_interval = std::chrono::milliseconds{500};
  options.max_http_buffer_size = 100;
  io.add_engine(options)
    .allow_request([](const troupe::http_request& asked, auto decide) {
      asked.parameter("deny") ? decide("Forbidden") : decide();
    })
    .on_initial_headers([](auto& headers, auto&) { set_cookies(headers); })
    .on_connection([](troupe::engine_socket& socket) { socket.send("hi"); })
    .on_message(answer);
}

} // namespace

int main(int argc, char** argv) {
  const auto loaded = troupe::config::load(about(), argc, argv);
  for (const auto& error : loaded.errors)
    std::cerr << error << "\n";
  if (loaded.what != troupe::config::action::run || !loaded.errors.empty()) {
    std::cout << loaded.text;
    return 2;
  }
  troupe::server io{loaded.values};
  serve(io, loaded.values.engine);
  io.listen();
  std::cout << "listening on http://" << loaded.values.host << ":" << io.port()
            << std::endl;
  return io.run();
}
