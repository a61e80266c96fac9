#define CAF_SUITE messages.token_bucket

#include "messages/token_bucket.hpp"

#include "tests/support/test.hpp"

#include <cmath>
#include <vector>

using namespace troupe::messages;
using namespace std::chrono_literals;

namespace {

using time_point = token_bucket::clock::time_point;
using duration = token_bucket::clock::duration;

constexpr time_point start{100h};
constexpr token_rate slow{10, 5};

/// What is done, how long after the start, and how many there are then.
struct step {
  duration at;
  double taken;
  double left;
};

void check_steps(const token_rate& rate, const std::vector<step>& steps) {
  token_bucket bucket;
  for (const auto& [at, taken, left] : steps) {
    bucket.take(taken, rate, start + at);
    CAF_CHECK(std::abs(bucket.tokens(rate, start + at) - left) < 0.01);
  }
}

/// How many of one attempt each `every` succeed within `lasting`.
int successes(const token_rate& rate, duration every, duration lasting) {
  token_bucket bucket;
  int taken = 0;
  for (auto now = start; now < start + lasting; now += every)
    taken += bucket.try_take(rate, now) ? 1 : 0;
  return taken;
}

} // namespace

CAF_TEST(it begins full and is refilled up to the burst) {
  check_steps(
    slow, {{0ms, 0, 5},
           {0ms, 5, 0},
           {100ms, 0, 1},
           {250ms, 0, 2.5},
           {400ms, 0, 4},
           {500ms, 0, 5},
           {600ms, 0, 5},
           {1h, 0, 5}});
}

CAF_TEST(what is taken beyond is owed) {
  check_steps(
    slow, {{0ms, 25, -20}, {1s, 0, -10}, {2s, 0, 0}, {2s, 1, -1}, {3s, 0, 5}});
}

CAF_TEST(a clock that goes back neither gives nor takes) {
  check_steps(
    slow, {{1s, 5, 0},
           {500ms, 0, 0},
           {0ms, 0, 0},
           {-90h, 0, 0},
           {-90h + 100ms, 0, 1},
           {1s, 0, 5}});
}

CAF_TEST(a clock that leaps gives no more than the burst) {
  check_steps(slow, {{0ms, 4, 1}, {876'000h, 0, 5}, {876'000h, 5, 0}});
}

CAF_TEST(attempts succeed at the rate after the burst) {
  // One more for the token that has come by the last attempt.
  CAF_CHECK_EQUAL(successes({100, 1}, 1ms, 10s), 1000);
  CAF_CHECK_EQUAL(successes({100, 200}, 1ms, 10s), 1199);
  CAF_CHECK_EQUAL(successes({3, 1}, 1ms, 10s), 30);
  CAF_CHECK_EQUAL(successes({0.5, 2}, 1ms, 10s), 6);
  CAF_CHECK_EQUAL(successes({1'000'000, 1}, 1ms, 1s), 1000);
  // Who asks for less gets all.
  CAF_CHECK_EQUAL(successes({100, 1}, 10ms, 10s), 1000);
  CAF_CHECK_EQUAL(successes({100, 1}, 1s, 10s), 10);
}

CAF_TEST(after the wait that it tells there is what was wanted) {
  struct row {
    token_rate rate;
    double taken, wanted;
    duration wait;
  };
  const std::vector<row> rows{
    {slow, 0, 1, 0ms},          {slow, 4, 1, 0ms},
    {slow, 5, 1, 100ms},        {slow, 5, 5, 500ms},
    {slow, 5, 50, 500ms},       {slow, 25, 1, 2100ms},
    {{1, 1}, 1'000'000, 1, 1h}, {{3, 1}, 1, 1, 333'333us},
  };
  for (const auto& [rate, taken, wanted, wait] : rows) {
    token_bucket bucket;
    bucket.take(taken, rate, start);
    const auto told = bucket.wait_for(wanted, rate, start);
    CAF_CHECK(told >= wait - 2us && told <= wait + 2us);
    if (told < 1h)
      CAF_CHECK(
        bucket.tokens(rate, start + told) >= std::min(wanted, rate.burst));
  }
}

CAF_TEST(a change of the rate counts from then on) {
  token_bucket bucket;
  bucket.take(1005, slow, start);
  CAF_CHECK(bucket.wait_for(0, slow, start) >= 99s);
  const token_rate faster{1000, 5};
  CAF_CHECK(bucket.wait_for(0, faster, start) <= 1s);
  CAF_CHECK(bucket.tokens(faster, start + 1s) >= 0);
}

CAF_TEST(a full one can be forgotten) {
  token_bucket bucket;
  CAF_CHECK(bucket.full(slow, start));
  bucket.take(2, slow, start);
  CAF_CHECK(!bucket.full(slow, start + 100ms));
  CAF_CHECK(bucket.full(slow, start + 200ms));
}
