#define CAF_SUITE net.inflow

#include "net/inflow.hpp"

#include "tests/support/test.hpp"

#include <algorithm>

#include <limits>

using namespace troupe::net;
using namespace std::chrono_literals;

namespace {

using time_point = inflow_meter::clock::time_point;

constexpr time_point start{100h};
constexpr inflow_limits events{100, 200, 0, 10s};
constexpr inflow_limits bytes{0, 200, 1'000'000, 10s};

/// What a client gets through within `lasting` that always has more to say, in
/// packets of `size` bytes and at most `per_read` packets each read.
struct greedy {
  inflow_limits limits;
  std::size_t size = 20;
  std::size_t per_read = 1000;

  std::size_t packets_in(std::chrono::seconds lasting) const {
    inflow_meter meter;
    std::size_t handled = 0;
    for (auto now = start; now < start + lasting;) {
      const auto some = std::min(meter.allowance(limits, now), per_read);
      meter.take(some, some * size, limits, now);
      handled += some;
      const auto wait = meter.wait(limits, now);
      now += std::max<inflow_meter::clock::duration>(wait, 1ms);
    }
    return handled;
  }
};

bool about(std::size_t value, double wanted) {
  return value > 0.99 * wanted && value < 1.01 * wanted;
}

} // namespace

CAF_TEST(without bounds all may be handled and nothing waits) {
  inflow_meter meter;
  CAF_CHECK(!inflow_limits{}.any());
  CAF_CHECK_EQUAL(
    meter.allowance({}, start), std::numeric_limits<std::size_t>::max());
  meter.take(1'000'000, 1'000'000'000, {}, start);
  CAF_CHECK(meter.wait({}, start) == 0s);
}

CAF_TEST(a greedy client gets its rate and its burst once) {
  CAF_CHECK(about(greedy{events}.packets_in(10s), 200 + 1000));
  CAF_CHECK(about(greedy{{10, 1, 0, 0ms}}.packets_in(100s), 1000));
  CAF_CHECK(about(greedy{{1000, 2000, 0, 0ms}}.packets_in(10s), 12'000));
  CAF_CHECK(about(greedy{{20'000, 1, 0, 0ms}}.packets_in(10s), 10'000));
  CAF_CHECK(about(greedy{bytes, 1000, 32}.packets_in(10s), 1000 + 10'000));
  CAF_CHECK(about(
    greedy{{100, 1, 1'000'000, 0ms}, 20'000, 32}.packets_in(20s), 50 + 1000));
}

CAF_TEST(one large message is owed for) {
  inflow_meter meter;
  meter.take(1, 5'000'000, bytes, start);
  CAF_CHECK(meter.wait(bytes, start) >= 4s);
  CAF_CHECK(meter.wait(bytes, start + 3900ms) > 0s);
  CAF_CHECK(meter.wait(bytes, start + 4001ms) == 0s);
}

CAF_TEST(being held names the rate and lasts until a second of quiet) {
  inflow_meter meter;
  meter.take(200, 4000, events, start);
  auto told = meter.hold(10ms, events, start);
  CAF_CHECK_EQUAL(told.by.option, "limits.events_per_second");
  CAF_CHECK_EQUAL(told.by.limit, 100u);
  CAF_CHECK(told.began);
  CAF_CHECK(!told.over);
  for (auto now = start + 100ms; now < start + 10s; now += 500ms) {
    meter.take(50, 1000, events, now);
    told = meter.hold(10ms, events, now);
    CAF_CHECK(!told.began);
    CAF_CHECK(!told.over);
  }
  told = meter.hold(10ms, events, start + 10s);
  CAF_CHECK(told.over);
  told = meter.hold(10ms, events, start + 12s);
  CAF_CHECK(told.began);
  CAF_CHECK(!told.over);
}

CAF_TEST(without patience nobody is held for too long) {
  inflow_meter meter;
  const inflow_limits patient{100, 200, 0, 0ms};
  for (auto now = start; now < start + 1h; now += 500ms)
    CAF_CHECK(!meter.hold(400ms, patient, now).over);
}

CAF_TEST(who is above its bytes is told so) {
  inflow_meter meter;
  meter.take(1, 3'000'000, bytes, start);
  const auto told = meter.hold(2s, bytes, start);
  CAF_CHECK_EQUAL(told.by.option, "limits.bytes_per_second");
  CAF_CHECK_EQUAL(
    too_fast(told.by, bytes).text,
    "more than limits.bytes_per_second (1000000) for limits.rate_patience "
    "(10000 ms)");
}
