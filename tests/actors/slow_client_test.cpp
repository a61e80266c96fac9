#define CAF_SUITE actors.slow_client

#include "actors/session/connection.hpp"

#include "config/metrics.hpp"
#include "messages/socketio.hpp"
#include "net/dirty_outputs.hpp"

#include "tests/support/captured_log.hpp"
#include "tests/support/node_fixture.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

using namespace troupe;
using namespace troupe::tests;
using namespace std::chrono_literals;
using messages::slow_policy;

namespace {

struct fixture : node_fixture {
  fixture() {
    begin();
    connect(client);
    connect(other);
  }

  /// Says so many numbered events of 60 KB to the whole namespace. The client
  /// reads nothing, the other one all.
  void say(int count, bool is_volatile = false) {
    for (int i = 0; i < count; ++i) {
      messages::broadcast what;
      what.is_volatile = is_volatile;
      what.packet.text = messages::make_frame(
        messages::opcode::text,
        {"42[\"n", std::to_string(said++), "\",{", std::string(60'000, 'x')});
      context->index.deliver_to_nsp("/", what);
      settle();
      read(other);
    }
  }
  /// What has come, until nothing more does.
  std::vector<std::string> read(websocket_client& by) {
    std::vector<std::string> all;
    for (auto came = by.take(); !came.empty(); came = by.take()) {
      for (std::size_t at = 0; at < came.size();) {
        const auto end = std::min(came.find(", ", at), came.size());
        all.push_back(came.substr(at, end - at));
        at = end + 2;
      }
      if (all.back() == "end")
        break; // which it says whenever it is asked
      settle();
    }
    return all;
  }
  static std::string event(int number) {
    return "42[\"n" + std::to_string(number) + "\",";
  }
  bool is_there(websocket_client& who) {
    send(who, R"(42["join"])");
    send(who, R"(42["tell"])");
    const auto heard = read(who);
    return !heard.empty() && heard.back() == R"(42["told"])";
  }

  websocket_client client;
  websocket_client other;
  int said = 0;
};

std::uint64_t slow_clients(metrics::slow_cause cause) {
  const auto& family = metrics::engine_slow_clients;
  return metrics::total(
    static_cast<metrics::slot>(family.first + family.offset(cause)));
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(slow_client_tests, fixture)

  CAF_TEST(one that has too much waiting is disconnected) {
    const auto before = slow_clients(metrics::slow_cause::bytes);
    captured_log log{log::level::warn};
    say(40);
    const auto lines = log.end();
    CAF_REQUIRE_EQUAL(lines.size(), 1u);
    CAF_CHECK_EQUAL(value_of(lines[0], "event"), "slow-consumer");
    CAF_CHECK_EQUAL(value_of(lines[0], "option"), "engine.send_queue_bytes");
    CAF_REQUIRE_EQUAL(app.goodbyes.size(), 1u);
    CAF_CHECK_EQUAL(app.goodbyes.front(), "transport error");
    CAF_CHECK_EQUAL(slow_clients(metrics::slow_cause::bytes), before + 1);
    // Of what waited it gets no more than what had begun.
    const auto heard = read(client);
    CAF_CHECK(heard.size() < 12u);
    CAF_CHECK(heard.back() == "close" || heard.back() == "end");
    CAF_CHECK(is_there(other));
  }

  CAF_TEST(one whose socket takes nothing is disconnected) {
    const auto before = slow_clients(metrics::slow_cause::timeout);
    say(10);
    auto& slow = thread.outputs().slow();
    CAF_CHECK_EQUAL(slow.size(), 1u);
    slow.look_around(thread.now() + 5s);
    settle();
    CAF_CHECK_EQUAL(app.goodbyes.size(), 0u);
    captured_log log{log::level::warn};
    slow.look_around(thread.now() + 20s);
    settle();
    const auto lines = log.end();
    CAF_REQUIRE_EQUAL(lines.size(), 1u);
    CAF_CHECK_EQUAL(value_of(lines[0], "event"), "slow-consumer");
    CAF_CHECK_EQUAL(value_of(lines[0], "option"), "engine.send_timeout");
    CAF_REQUIRE_EQUAL(app.goodbyes.size(), 1u);
    CAF_CHECK_EQUAL(app.goodbyes.front(), "transport error");
    CAF_CHECK_EQUAL(slow_clients(metrics::slow_cause::timeout), before + 1);
    CAF_CHECK(is_there(other));
  }

  CAF_TEST(its oldest events make room where its namespace says so) {
    app.policy = slow_policy::drop_oldest;
    captured_log log{log::level::warn};
    say(80);
    const auto lines = log.end();
    CAF_REQUIRE(!lines.empty());
    for (const auto& line : lines)
      CAF_CHECK_EQUAL(value_of(line, "event"), "events-dropped");
    CAF_CHECK_EQUAL(value_of(lines[0], "policy"), "drop-oldest");
    const auto heard = read(client);
    CAF_REQUIRE(heard.size() > 10u);
    CAF_CHECK(heard.size() < 40u);
    CAF_CHECK_EQUAL(heard.front(), event(0));
    CAF_CHECK_EQUAL(heard.back(), event(79));
    CAF_CHECK_EQUAL(app.goodbyes.size(), 0u);
    CAF_CHECK(is_there(client));
  }

  CAF_TEST(its newest events go where its namespace says so) {
    app.policy = slow_policy::drop_volatile;
    say(80);
    const auto heard = read(client);
    CAF_REQUIRE(heard.size() > 10u);
    CAF_CHECK(heard.size() < 40u);
    for (std::size_t i = 0; i < heard.size(); ++i)
      CAF_CHECK_EQUAL(heard[i], event(static_cast<int>(i)));
    CAF_CHECK_EQUAL(app.goodbyes.size(), 0u);
    CAF_CHECK(is_there(client));
  }

  CAF_TEST(volatile events never cost it its connection) {
    say(80, true);
    CAF_CHECK_EQUAL(app.goodbyes.size(), 0u);
    CAF_CHECK(read(client).size() < 12u);
    CAF_CHECK(is_there(client));
  }

  CAF_TEST(one that says more than can be delivered is not read meanwhile) {
    actors::publish_gate gate;
    gate.set_bound(10'000);
    context->gate = &gate;
    send(client, R"(42["join"])");
    auto on_the_way = std::make_unique<messages::broadcast>();
    on_the_way->way.leave(15'000);
    send(client, R"(42["tell"])"); // it passes, and was one too many
    const auto told = read(client);
    CAF_CHECK_EQUAL(told.size(), 1u);
    send(client, R"(42["tell"])");
    const auto unread = read(client);
    CAF_CHECK_EQUAL(unread.size(), 0u);
    CAF_CHECK(is_there(other)); // who has said nothing yet
    read(client);               // the other's words
    on_the_way.reset();
    std::vector<std::string> heard;
    for (int i = 0; i < 1000 && heard.size() < 1; ++i) {
      thread.turn(5ms); // it looks again after 10 ms
      settle();
      for (auto& each : read(client))
        heard.push_back(std::move(each));
    }
    CAF_CHECK(!heard.empty());
    context->gate = nullptr;
  }

  CAF_TEST(what finds twice the bound on the way is dropped) {
    actors::publish_gate gate;
    gate.set_bound(10'000);
    context->gate = &gate;
    send(client, R"(42["join"])");
    {
      messages::broadcast on_the_way;
      on_the_way.way.leave(25'000);
      send(client, R"(42["tell"])");
      const auto heard = read(client);
      CAF_CHECK_EQUAL(heard.size(), 0u);
    }
    CAF_CHECK(is_there(client));
    context->gate = nullptr;
  }

  CAF_TEST_FIXTURE_SCOPE_END()
