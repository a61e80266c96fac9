#define CAF_SUITE actors.session_trace

#include "actors/session/connection.hpp"

#include "tests/support/node_fixture.hpp"
#include "tests/support/tracing.hpp"

using namespace troupe::tests;

namespace {

struct fixture : node_fixture {
  fixture() { begin(); }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(session_trace_tests, fixture)

  CAF_TEST(a message to a traced room is followed from reading to writing) {
    websocket_client ann;
    websocket_client bob;
    connect(ann);
    connect(bob);
    send(ann, R"(42["join"])");
    send(bob, R"(42["join"])");
    traced_log log{"room:lobby"};
    send(bob, R"(42["count"])");
    send(bob, R"(42["tell"])");
    const auto lines = log.end();
    CAF_CHECK_EQUAL(
      steps_of(lines, {"event_name", "room", "rooms", "transport"}),
      "message-received websocket; message-decoded tell; handler-called tell; "
      "message-published lobby; message-in-adapter; message-in-room lobby; "
      "message-in-dispatcher; message-delivered; message-delivered; "
      "message-written websocket; message-written websocket");
    CAF_CHECK_EQUAL(ann.take(), R"(42["told"])");
  }

  CAF_TEST(a user is followed both ways) {
    websocket_client ann;
    websocket_client bob;
    connect(ann);
    connect(bob);
    send(ann, R"(42["identify"])");
    send(ann, R"(42["join"])");
    traced_log log{"user:ann"};
    send(ann, R"(42["nothing"])");
    send(bob, R"(42["tell"])");
    send(bob, R"(42["count"])"); // not ann's affair
    const auto lines = log.end();
    CAF_CHECK_EQUAL(
      steps_of(lines, {"event_name"}),
      "message-received; message-decoded nothing; handler-called nothing; "
      "message-delivered; message-written");
  }

  CAF_TEST_FIXTURE_SCOPE_END()
