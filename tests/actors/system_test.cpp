#define CAF_SUITE actors.system

#include "actors/system.hpp"

#include "tests/support/room_fakes.hpp"
#include "tests/support/test.hpp"
#include "tests/support/toy_application.hpp"

#include <system_error>
#include <thread>

// With threads of their own, all waits of which are finite.

using namespace troupe::tests;
namespace actors = troupe::actors;

namespace {

actors::system::setup make_setup(const toy_application& app) {
  actors::system::setup made;
  made.options.host = "127.0.0.1";
  made.options.port = 0;
  made.options.threads = 2;
  made.engines = {made.options.engine};
  made.app = &app;
  made.on_give_up = [] {};
  return made;
}

} // namespace

CAF_TEST(a server starts and stops in order as often as it is made) {
  const toy_application app;
  for (int i = 0; i < 2; ++i) {
    actors::system server{make_setup(app)};
    server.start();
    CAF_CHECK(server.port() != 0);
    server.log_tree();
    server.publish("/", share(make_broadcast(R"(42["hi"])")));
    CAF_CHECK(server.stop());
    CAF_CHECK(server.stop());
  }
}

CAF_TEST(a server that is let go stops by itself) {
  const toy_application app;
  actors::system server{make_setup(app)};
  server.start();
  CAF_CHECK(server.port() != 0);
}

CAF_TEST(another thread than the one that started a server may stop it) {
  const toy_application app;
  actors::system server{make_setup(app)};
  server.start();
  bool in_order = false;
  std::thread{[&] { in_order = server.stop(); }}.join();
  CAF_CHECK(in_order);
}

CAF_TEST(a port that is taken is told and harms nobody) {
  const toy_application app;
  actors::system first{make_setup(app)};
  first.start();
  auto setup = make_setup(app);
  setup.options.port = first.port();
  actors::system second{std::move(setup)};
  bool told = false;
  try {
    second.start();
  } catch (const std::system_error&) {
    told = true;
  }
  CAF_CHECK(told);
  CAF_CHECK(second.stop());
  CAF_CHECK(first.stop());
}
