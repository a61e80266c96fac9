#define CAF_SUITE troupe.reload

#include "troupe/server.hpp"

#include "config/load.hpp"
#include "tests/support/captured_log.hpp"
#include "tests/support/test.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

using namespace troupe;

namespace {

config::options local() {
  config::options made;
  made.host = "127.0.0.1";
  made.port = 0;
  made.threads = 2;
  return made;
}

template <class Exception, class F>
bool throws(F f) {
  try {
    f();
  } catch (const Exception&) {
    return true;
  }
  return false;
}

bool has_line(
  const std::vector<std::string>& lines, const std::string& event,
  const std::string& options) {
  return std::any_of(lines.begin(), lines.end(), [&](const auto& line) {
    return tests::value_of(line, "event") == event &&
           tests::value_of(line, "options") == options;
  });
}

} // namespace

CAF_TEST(a server at work takes over options and names them) {
  tests::captured_log output{log::level::info};
  bool taken = false;
  {
    server io{local()};
    io.listen();
    auto next = local();
    next.limits.json_depth = 3;
    next.cors.origins = {"https://a.example"};
    next.engine.path = "/other/";
    taken = io.reload(next);
    io.close();
  }
  const auto lines = output.end();
  CAF_CHECK(taken);
  CAF_CHECK(has_line(lines, "reloaded", "cors.origins, limits.json_depth"));
  CAF_CHECK(has_line(lines, "reload-needs-restart", "engine.path"));
}

CAF_TEST(options are reloaded once the server listens) {
  server io{local()};
  CAF_CHECK(throws<std::logic_error>([&] { io.reload(local()); }));
  io.reload_from([] { return config::loaded{}; });
  io.listen();
  CAF_CHECK(throws<std::logic_error>(
    [&] { io.reload_from([] { return config::loaded{}; }); }));
  io.close();
}
