#define CAF_SUITE bench.dial_queue

#include "bench/load/dial_queue.hpp"

#include "tests/support/test.hpp"

using namespace troupe::bench;

CAF_TEST(clients dial in their order and so many at a time) {
  dial_queue queue{2, 0};
  queue.fill(5, 8, 0);
  CAF_CHECK_EQUAL(queue.next(0).value_or(0), 5u);
  CAF_CHECK_EQUAL(queue.next(0).value_or(0), 6u);
  CAF_CHECK(!queue.next(0));
  queue.done();
  CAF_CHECK_EQUAL(queue.next(0).value_or(0), 7u);
  queue.done();
  CAF_CHECK(!queue.ready());
  CAF_CHECK_EQUAL(queue.dialed(), 3u);
}

CAF_TEST(who is added dials next) {
  dial_queue queue{9, 0};
  queue.fill(0, 3, 0);
  queue.add(42);
  CAF_CHECK_EQUAL(queue.next(0).value_or(0), 42u);
  CAF_CHECK_EQUAL(queue.next(0).value_or(9), 0u);
}

CAF_TEST(a rate spaces the dials) {
  dial_queue queue{9, 10};
  queue.fill(0, 3, ns_per_second);
  CAF_CHECK(queue.next(ns_per_second).has_value());
  CAF_CHECK(!queue.next(ns_per_second + 99'000'000));
  CAF_CHECK(queue.ready());
  CAF_CHECK(queue.next(ns_per_second + 100'000'000).has_value());
}

CAF_TEST(an open loop keeps its times when it is late) {
  pace even{1000, 5 * ns_per_second};
  CAF_CHECK(!even.due(5 * ns_per_second - 1));
  for (std::uint64_t i = 0; i < 100; ++i) {
    CAF_CHECK(even.due(6 * ns_per_second));
    CAF_CHECK_EQUAL(even.next(), 5 * ns_per_second + i * 1'000'000);
    even.take();
  }
  CAF_CHECK(!pace{}.due(~std::uint64_t{0}));
}
