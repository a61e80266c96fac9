// The server that engine.io-client's own test suite talks to: bare Engine.IO.

#include "troupe/program.hpp"
#include "troupe/server.hpp"

#include <ctime>
#include <map>

namespace {

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

void set_up(troupe::server& io, const troupe::config::options& options) {
  auto engine = options.engine;
  engine.path = "/engine.io/";
  io.add_engine(engine)
    .allow_request([](const troupe::http_request& asked, auto decide) {
      asked.parameter("deny") ? decide("Forbidden") : decide();
    })
    .on_initial_headers([](auto& headers, auto&) { set_cookies(headers); })
    .on_connection([](troupe::engine_socket& socket) { socket.send("hi"); })
    .on_message(answer);
}

} // namespace

int main(int argc, char** argv) {
  troupe::program suite;
  suite.about.name = "engine-suite-server";
  suite.about.version = "1";
  suite.about.description = "Answers the suite of engine.io-client.";
  auto& defaults = suite.about.defaults;
  defaults.port = 3000;
  defaults.engine.ping_interval = std::chrono::milliseconds{500};
  defaults.engine.max_http_buffer_size = 100;
  defaults.web.enabled = false;
  suite.set_up = set_up;
  return suite.run(argc, argv);
}
