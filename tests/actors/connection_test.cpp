#define CAF_SUITE actors.connection

#include "actors/session/connection.hpp"

#include "tests/support/captured_log.hpp"
#include "tests/support/node_fixture.hpp"

#include <array>

using namespace troupe::tests;

namespace {

struct fixture : node_fixture {
  fixture() { begin(); }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(connection_tests, fixture)

  CAF_TEST(a handler that throws ends its own session and no other) {
    websocket_client ann;
    websocket_client bob;
    connect(ann);
    connect(bob);
    send(ann, R"(42["join"])");
    send(bob, R"(42["join"])");
    captured_log log{troupe::log::level::error};
    send(ann, R"(42["throw"])");
    const auto lines = log.end();
    CAF_CHECK_EQUAL(ann.take(), "close, end");
    CAF_REQUIRE_EQUAL(lines.size(), 2u);
    CAF_CHECK_EQUAL(value_of(lines[0], "event"), "handler-threw");
    CAF_CHECK_EQUAL(value_of(lines[1], "event"), "actor-crashed");
    for (const auto& line : lines)
      CAF_CHECK_EQUAL(value_of(line, "err"), "thrown on purpose");
    CAF_REQUIRE_EQUAL(app.goodbyes.size(), 1u);
    CAF_CHECK_EQUAL(app.goodbyes.front(), "forced close");
    CAF_CHECK_EQUAL(context->index.sockets(), 1u);
    CAF_CHECK_EQUAL(context->index.count({"/", "lobby"}), 1u);
    send(bob, R"(42["tell"])");
    CAF_CHECK_EQUAL(bob.take(), R"(42["told"])");
  }

  CAF_TEST(a session whose client hangs up leaves nothing behind) {
    websocket_client ann;
    websocket_client bob;
    connect(ann);
    connect(bob);
    send(ann, R"(42["join"])");
    send(ann, R"(42["identify"])");
    send(bob, R"(42["count"])");
    CAF_CHECK_EQUAL(bob.take(), R"(42["users",1])");
    ann.hang_up();
    settle();
    send(bob, R"(42["count"])");
    CAF_CHECK_EQUAL(bob.take(), R"(42["users",0])");
    CAF_CHECK_EQUAL(context->index.sockets(), 1u);
    CAF_CHECK_EQUAL(context->index.count({"/", "lobby"}), 0u);
  }

  CAF_TEST(sessions end when the node stops) {
    websocket_client ann;
    websocket_client bob;
    connect(ann);
    connect(bob);
    stop();
    CAF_CHECK_EQUAL(ann.take(), "close, end");
    CAF_CHECK_EQUAL(bob.take(), "close, end");
    CAF_REQUIRE_EQUAL(app.goodbyes.size(), 2u);
    for (const auto& reason : app.goodbyes)
      CAF_CHECK_EQUAL(reason, "server shutting down");
    CAF_CHECK_EQUAL(context->index.sockets(), 0u);
  }

  CAF_TEST(sessions that nobody holds any more end in good order) {
    std::array<websocket_client, 3> clients;
    for (auto& each : clients)
      connect(each);
    drop_sessions();
    for (auto& each : clients)
      CAF_CHECK_EQUAL(each.take(), "close, end");
    CAF_CHECK_EQUAL(app.goodbyes.size(), clients.size());
    CAF_CHECK_EQUAL(context->index.sockets(), 0u);
  }

  CAF_TEST_FIXTURE_SCOPE_END()
