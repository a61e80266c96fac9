#define CAF_SUITE actors.node

#include "actors/node.hpp"

#include "tests/support/captured_log.hpp"
#include "tests/support/node_fixture.hpp"
#include "tests/support/room_fakes.hpp"

using namespace troupe::tests;
using std::chrono::milliseconds;
namespace actors = troupe::actors;

namespace {

/// The values of `key` in the lines of one event: "this, that".
std::string pick(
  const std::vector<std::string>& lines, std::string_view event,
  const std::string& key) {
  journal picked;
  for (const auto& line : lines)
    if (value_of(line, "event") == event)
      picked.note(value_of(line, key));
  return picked.take();
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(node_tests, node_fixture)

  CAF_TEST(actors start in order and those of a thread stop in reverse) {
    websocket_client ann;
    captured_log log{troupe::log::level::debug};
    begin();
    connect(ann);
    stop();
    const auto lines = log.end();
    CAF_CHECK_EQUAL(
      pick(lines, "actor-spawned", "kind"),
      "cluster, user-registry, dispatcher, adapter, relay, "
      "session-registry, connection");
    auto ends = pick(lines, "actor-exited", "kind");
    // They are on another thread than the rest, if there are threads.
    for (const std::string elsewhere : {"user-registry, ", "cluster, "}) {
      CAF_REQUIRE(ends.find(elsewhere) != std::string::npos);
      ends.erase(ends.find(elsewhere), elsewhere.size());
    }
    CAF_CHECK_EQUAL(
      ends, "connection, session-registry, relay, adapter, dispatcher, node");
  }

  CAF_TEST(a node that has stopped says so) {
    begin();
    CAF_CHECK(stop());
  }

  CAF_TEST(what is said from outside reaches the sockets) {
    websocket_client ann;
    begin();
    connect(ann);
    caf::anon_send(
      node, actors::publish_in{"/", share(make_broadcast(R"(42["hi"])"))});
    caf::anon_send(
      node, actors::publish_in{"/no", share(make_broadcast(R"(42["ho"])"))});
    settle();
    CAF_CHECK_EQUAL(ann.take(), R"(42["hi"])");
  }

  CAF_TEST(an adapter that crashes is back after a pause with nothing lost) {
    websocket_client ann;
    websocket_client bob;
    begin();
    connect(ann);
    connect(bob);
    send(ann, R"(42["join"])");
    crash(context->adapter_of("/").actor());
    CAF_REQUIRE(context->adapter_of("/").actor() == nullptr);
    send(bob, R"(42["join"])");
    send(bob, R"(42["tell"])");
    CAF_CHECK_EQUAL(ann.take(), "");
    pass(milliseconds{20});
    CAF_CHECK_EQUAL(ann.take(), R"(42["told"])");
    CAF_CHECK_EQUAL(bob.take(), R"(42["told"])");
    CAF_CHECK_EQUAL(gave_up, 0);
  }

  CAF_TEST(a user registry that starts anew is told who is there) {
    websocket_client ann;
    begin();
    connect(ann);
    send(ann, R"(42["identify"])");
    crash(context->users.actor());
    send(ann, R"(42["count"])");
    CAF_CHECK_EQUAL(ann.take(), R"(42["users",null])");
    pass(milliseconds{20});
    send(ann, R"(42["count"])");
    CAF_CHECK_EQUAL(ann.take(), R"(42["users",1])");
  }

  CAF_TEST(a session registry that crashes is back and finds its sessions) {
    websocket_client ann;
    websocket_client culprit;
    websocket_client too_early;
    websocket_client later;
    begin();
    connect(ann);
    accept(culprit, "/broken/");
    CAF_CHECK_EQUAL(culprit.take(), "HTTP 503, end");
    accept(too_early);
    CAF_CHECK_EQUAL(too_early.take(), "HTTP 503, end");
    pass(milliseconds{20});
    connect(later);
    send(ann, R"(42["count"])");
    CAF_CHECK_EQUAL(ann.take(), R"(42["users",0])");
    CAF_CHECK(stop());
    CAF_CHECK_EQUAL(ann.take(), "close, end");
    CAF_CHECK_EQUAL(later.take(), "close, end");
  }

  CAF_TEST(sessions end with a node whose session registry is down) {
    websocket_client ann;
    websocket_client culprit;
    begin();
    connect(ann);
    accept(culprit, "/broken/");
    CAF_CHECK(stop());
    CAF_CHECK_EQUAL(ann.take(), "close, end");
  }

  CAF_TEST(a node gives up at the sixth crash and says so once) {
    begin();
    for (auto pause = milliseconds{20}; pause <= milliseconds{320};
         pause *= 2) {
      crash(context->users.actor());
      pass(pause);
    }
    CAF_CHECK_EQUAL(gave_up, 0);
    crash(context->users.actor());
    CAF_CHECK_EQUAL(gave_up, 1);
    crash(context->dispatcher);
    CAF_CHECK_EQUAL(gave_up, 1);
  }

  CAF_TEST(a node does not outlive a dispatcher) {
    begin();
    crash(context->dispatcher);
    CAF_CHECK_EQUAL(gave_up, 1);
  }

  CAF_TEST(a node that is watched tells that it lives as long as it does) {
    constexpr milliseconds interval{100};
    websocket_client culprit;
    int alive = 0;
    begin();
    caf::anon_send(node, actors::keep_watch{interval, [&] { ++alive; }});
    settle();
    CAF_CHECK_EQUAL(alive, 1);
    pass(interval);
    CAF_CHECK_EQUAL(alive, 2);
    // The I/O thread does not turn, as if a handler blocked it.
    captured_log log{troupe::log::level::info};
    for (int i = 0; i < 2; ++i) {
      sched.advance_time(interval);
      sched.run();
    }
    const auto lines = log.end();
    CAF_CHECK_EQUAL(alive, 2);
    CAF_CHECK_EQUAL(pick(lines, "thread-not-answering", "thread"), "0");
    settle();
    pass(interval);
    CAF_CHECK(alive > 2);
    // A registry that is about to be restarted is no thread that is stuck.
    const int before = alive;
    accept(culprit, "/broken/");
    sched.advance_time(milliseconds{10});
    caf::anon_send(node, actors::watch_due{});
    settle();
    CAF_CHECK_EQUAL(alive, before + 1);
  }

  CAF_TEST(the tree of actors goes to the log) {
    websocket_client ann;
    begin();
    connect(ann);
    send(ann, R"(42["join"])");
    captured_log log{troupe::log::level::info};
    caf::anon_send(node, actors::log_tree{});
    settle();
    const auto lines = log.end();
    CAF_REQUIRE_EQUAL(lines.size(), 11u);
    CAF_CHECK_EQUAL(value_of(lines.front(), "kind"), "node");
    CAF_CHECK_EQUAL(value_of(lines.front(), "name"), "toy");
    CAF_CHECK_EQUAL(value_of(lines.back(), "event"), "actor-tree-end");
    const auto all = pick(lines, "actor-tree", "kind");
    for (const auto* kind :
         {"cluster", "user-registry", "dispatcher", "adapter", "room", "relay",
          "session-registry", "connection"}) {
      CAF_MESSAGE(kind);
      CAF_CHECK(all.find(kind) != std::string::npos);
    }
    CAF_CHECK(
      pick(lines, "actor-tree", "parent").find("node:toy") !=
      std::string::npos);
  }

  CAF_TEST_FIXTURE_SCOPE_END()
