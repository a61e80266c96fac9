#define CAF_SUITE actors.engine_counts

#include "actors/session/engine_session.hpp"

#include "tests/support/engine_player.hpp"
#include "tests/support/test.hpp"

using namespace troupe;
using namespace troupe::actors;
using namespace std::chrono_literals;

using clock_type = engine_session::clock;

namespace {

/// Writes down what is there to be counted.
struct counts final : engine_effects {
  void send(const messages::frame_ptr&) override {}
  void send_probe(const messages::frame_ptr&) override {}
  void release_poll() override {}
  void switch_transport() override {}
  void drop_probe() override {}
  void deliver(std::string_view, bool) override {}
  void end(messages::close_reason, std::string_view) override {}
  void probe_ended(probe_end how) override { probes.push_back(how); }
  void round_trip(clock_type::duration took) override { trips.push_back(took); }
  std::vector<probe_end> probes;
  std::vector<clock_type::duration> trips;
};

struct counted {
  void hear(std::string_view packet, std::chrono::milliseconds at) {
    std::string scratch;
    session.on_packet(
      *messages::engineio::decode_packet(packet, scratch), start + at);
  }
  void hear_probe(std::string_view packet, std::chrono::milliseconds at) {
    std::string scratch;
    session.on_probe_packet(
      *messages::engineio::decode_packet(packet, scratch), start + at);
  }
  void tick(std::chrono::milliseconds at) { session.on_deadline(start + at); }

  const clock_type::time_point start{1h};
  counts out;
  engine_session session{
    tests::timing, net::transport_kind::polling, out, start};
};

} // namespace

CAF_TEST(a round trip begins with the ping whatever comes in between) {
  counted one;
  one.hear("3", 0ms); // nobody has asked
  one.tick(300ms);
  one.hear("3", 305ms);
  one.hear("3", 306ms);
  one.tick(606ms);
  one.hear("4hello", 650ms);
  one.hear("3", 706ms);
  one.tick(1006ms);
  one.tick(1206ms); // no pong: it is over
  one.hear("3", 1207ms);
  CAF_REQUIRE_EQUAL(one.out.trips.size(), 2u);
  CAF_CHECK(one.out.trips[0] == 5ms);
  CAF_CHECK(one.out.trips[1] == 100ms);
}

CAF_TEST(every probe ends once and in its own way) {
  {
    counted one;
    one.session.begin_probe(one.start);
    one.hear_probe("2probe", 1ms);
    one.hear_probe("5", 2ms);
    CAF_CHECK(one.out.probes == std::vector{probe_end::upgraded});
  }
  {
    counted one;
    one.session.begin_probe(one.start);
    one.hear_probe("4hello", 1ms);
    one.tick(250ms);
    CAF_CHECK(one.out.probes == std::vector{probe_end::failed});
  }
  {
    counted one;
    one.session.begin_probe(one.start);
    one.session.probe_lost();
    CAF_CHECK(one.out.probes == std::vector{probe_end::failed});
  }
  {
    counted one;
    one.session.begin_probe(one.start);
    for (auto at = 300ms; at <= 1200ms; at += 300ms) {
      one.tick(at);
      one.hear("3", at + 1ms);
    }
    CAF_CHECK(one.out.probes == std::vector{probe_end::timeout});
  }
}
