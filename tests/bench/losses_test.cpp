#define CAF_SUITE bench.losses

#include "bench/load/losses.hpp"

#include "tests/support/test.hpp"

using namespace troupe::bench;

namespace {

/// A broadcast of which 100 deliveries were expected.
results broadcast(std::uint64_t deliveries, bool moving) {
  results found;
  found.whole[count::expected] = 100;
  found.whole[count::deliveries] = deliveries;
  found.moving = moving;
  return found;
}

} // namespace

CAF_TEST(what never came is lost) {
  const auto found = losses(broadcast(90, false), mode::broadcast);
  CAF_CHECK_EQUAL(found.lost, 10u);
  CAF_CHECK_EQUAL(found.undelivered, 0u);
}

CAF_TEST(what still comes in the end is undelivered too) {
  const auto found = losses(broadcast(90, true), mode::broadcast);
  CAF_CHECK_EQUAL(found.lost, 10u);
  CAF_CHECK_EQUAL(found.undelivered, 10u);
}

CAF_TEST(what was skipped is not undelivered) {
  auto late = broadcast(90, true);
  late.whole[count::gaps] = 5;
  late.whole[count::late] = 2;
  CAF_CHECK_EQUAL(losses(late, mode::broadcast).undelivered, 7u);
}

CAF_TEST(duplicates do not make up for losses below zero) {
  CAF_CHECK_EQUAL(losses(broadcast(110, true), mode::broadcast).lost, 0u);
}

CAF_TEST(an echo is lost without its ack) {
  results found;
  found.whole[count::asked] = 10;
  found.whole[count::acks] = 8;
  CAF_CHECK_EQUAL(losses(found, mode::echo).lost, 2u);
}
