#define CAF_SUITE actors.activity

#include "actors/hosting/activity.hpp"

#include "tests/support/test.hpp"

using namespace std::chrono_literals;
using troupe::actors::activity;
using troupe::actors::shared_activity;

namespace {

const activity::clock::time_point start{};

/// Within the width of a bucket.
bool close_to(double seen, double wanted) {
  return seen > wanted / 1.5 && seen < wanted * 1.5;
}

} // namespace

CAF_TEST(the first messages are timed and then each eighth) {
  activity work{start};
  int timed = 0;
  for (int i = 0; i < 64; ++i)
    timed += work.begin() ? 1 : 0;
  CAF_CHECK_EQUAL(timed, 64);
  for (int i = 0; i < 80; ++i)
    timed += work.begin() ? 1 : 0;
  CAF_CHECK_EQUAL(timed, 74);
  CAF_CHECK_EQUAL(work.handled(), 144u);
}

CAF_TEST(times are told as the median and what one in a hundred exceeds) {
  activity work{start};
  for (int i = 0; i < 98; ++i)
    work.took(10us);
  work.took(5ms);
  work.took(5ms);
  const auto seen = work.look(start);
  CAF_CHECK(close_to(seen.p50_us, 10));
  CAF_CHECK(close_to(seen.p99_us, 5000));
}

CAF_TEST(who has done nothing took no time) {
  activity work{start};
  const auto seen = work.look(start + 10s);
  CAF_CHECK_EQUAL(seen.per_second, 0.0);
  CAF_CHECK_EQUAL(seen.p50_us, 0.0);
}

CAF_TEST(times without bounds are kept in the outermost buckets) {
  activity work{start};
  work.took(0ns);
  CAF_CHECK(work.look(start).p50_us < 1);
  for (int i = 0; i < 9; ++i)
    work.took(10h);
  CAF_CHECK(work.look(start).p99_us > 100'000);
}

CAF_TEST(messages per second are counted between looks) {
  activity work{start};
  for (int i = 0; i < 100; ++i)
    work.begin();
  CAF_CHECK_EQUAL(work.look(start + 2s).per_second, 50.0);
  for (int i = 0; i < 30; ++i)
    work.begin();
  CAF_MESSAGE("too soon for a new figure");
  CAF_CHECK_EQUAL(work.look(start + 2500ms).per_second, 50.0);
  CAF_CHECK_EQUAL(work.look(start + 3s).per_second, 30.0);
  CAF_CHECK_EQUAL(work.look(start + 4s).per_second, 0.0);
}

CAF_TEST(what was long ago counts less) {
  activity work{start};
  for (int i = 0; i < 64; ++i)
    work.took(1ms);
  for (int i = 1; i <= 6; ++i)
    work.look(start + i * 1s);
  for (int i = 0; i < 8; ++i)
    work.took(1us);
  CAF_CHECK(work.look(start + 7s).p50_us < 10);
}

CAF_TEST(many share their times and count for themselves) {
  activity all{start};
  shared_activity one;
  shared_activity other;
  one.share(all);
  other.share(all);
  one.begin();
  one.begin();
  other.begin();
  other.took(1ms);
  CAF_CHECK_EQUAL(one.handled(), 2u);
  CAF_CHECK_EQUAL(other.handled(), 1u);
  CAF_CHECK_EQUAL(all.handled(), 3u);
  CAF_CHECK(close_to(all.look(start).p50_us, 1000));
}
