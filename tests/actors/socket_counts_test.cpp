#define CAF_SUITE actors.socket_counts

#include "actors/session/client.hpp"

#include "tests/support/counted.hpp"
#include "tests/support/fake_client_host.hpp"
#include "tests/support/test.hpp"

using namespace troupe;
using namespace troupe::actors;
using namespace troupe::tests;
using namespace std::chrono_literals;

using metrics::direction;

namespace {

/// "/a" is a namespace of the application, and any other is other.
metrics::nsp_label label_of_a() {
  metrics::name_nsps(std::vector<std::string>{"/a"});
  return metrics::nsp_of("/a");
}

} // namespace

CAF_TEST(a socket counts from its connection to its end) {
  const auto a = label_of_a();
  CAF_REQUIRE(a.index != 0);
  const counted since;
  {
    client_session session;
    session.connect("/a");
    session.connect("/b");
    CAF_CHECK_EQUAL(since.by(metrics::sockets, a), 1);
    CAF_CHECK_EQUAL(since.by(metrics::sockets, metrics::nsp_label{}), 1);
    session.text("1/a,");
    CAF_CHECK_EQUAL(since.by(metrics::sockets, a), 0);
    session.connect("/a");
    session.client.on_end(messages::close_reason::transport_close, {});
    CAF_CHECK_EQUAL(since.by(metrics::sockets, a), 0);
    CAF_CHECK_EQUAL(since.by(metrics::sockets, metrics::nsp_label{}), 0);
  }
  { // one that nobody has ended
    client_session session;
    session.connect("/a");
    session.app.sockets.clear();
  }
  CAF_CHECK_EQUAL(since.by(metrics::sockets, a), 0);
}

CAF_TEST(events count by direction and acknowledgements do not ) {
  const auto a = label_of_a();
  client_session session;
  session.app.script.on_event = [](auto& socket, auto& event) {
    socket.emit(R"(["back"])", {}, {});
    if (event.ack)
      socket.acknowledge(*event.ack, "[1]", {});
  };
  session.connect("/a");
  const counted since;
  session.text(R"(2/a,["hi"])");
  session.text(R"(2/a,7["hi"])");
  CAF_CHECK_EQUAL(since.by(metrics::events, a, direction::in), 2);
  CAF_CHECK_EQUAL(since.by(metrics::events, a, direction::out), 2);
  CAF_CHECK_EQUAL(
    since.by(metrics::events, metrics::nsp_label{}, direction::in), 0);
}

CAF_TEST(a handler is timed from its call to its return ) {
  const auto a = label_of_a();
  client_session session;
  session.app.script.on_event = [&session](auto& socket, auto& event) {
    session.host.time += 30ms;
    if (event.name == "leave")
      socket.disconnect(false);
  };
  session.connect("/a");
  const counted since;
  session.text(R"(2/a,["stay"])");
  session.text(R"(2/a,["leave"])");
  CAF_CHECK_EQUAL(since.times(metrics::event_handler, a), 2);
  CAF_CHECK_EQUAL(
    since.sum(metrics::event_handler, a),
    std::chrono::nanoseconds{60ms}.count());
}

CAF_TEST(an acknowledgement is timed once and one that is late is not ) {
  const auto a = label_of_a();
  client_session session;
  auto& socket = session.connect("/a");
  const auto ask = [&] {
    socket.emit_with_ack(R"(["hi"])", {}, 1s, [](auto*) {});
  };
  const counted since;
  ask();
  session.host.time += 40ms;
  session.text("3/a,0[]");
  session.text("3/a,0[]");
  CAF_CHECK_EQUAL(since.times(metrics::acks, a), 1);
  CAF_CHECK_EQUAL(
    since.sum(metrics::acks, a), std::chrono::nanoseconds{40ms}.count());
  ask();
  ask();
  session.wait(999ms);
  CAF_CHECK_EQUAL(since.by(metrics::ack_timeouts, a), 0);
  session.wait(1ms);
  session.text("3/a,1[]");
  CAF_CHECK_EQUAL(since.by(metrics::ack_timeouts, a), 2);
  CAF_CHECK_EQUAL(since.times(metrics::acks, a), 1);
}
