#define CAF_SUITE messages.on_the_way

#include "messages/on_the_way.hpp"

#include "messages/rooms.hpp"

#include "tests/support/test.hpp"

#include <memory>

using namespace troupe::messages;

CAF_TEST(a broadcast is on the way from when it leaves until the last lets go) {
  const auto before = bytes_on_the_way();
  broadcast_ptr first = std::make_shared<const broadcast>();
  CAF_CHECK_EQUAL(bytes_on_the_way(), before);
  first->way.leave(100);
  first->way.leave(100);
  CAF_CHECK_EQUAL(bytes_on_the_way(), before + 100);
  auto second = first;
  first.reset();
  CAF_CHECK_EQUAL(bytes_on_the_way(), before + 100);
  second.reset();
  CAF_CHECK_EQUAL(bytes_on_the_way(), before);
}

CAF_TEST(one that has arrived is kept without being on the way) {
  const auto before = bytes_on_the_way();
  const auto kept = std::make_shared<const broadcast>();
  kept->way.leave(100);
  kept->way.arrive();
  kept->way.arrive();
  CAF_CHECK_EQUAL(bytes_on_the_way(), before);
}

CAF_TEST(a copy is on no way) {
  const auto before = bytes_on_the_way();
  broadcast one;
  one.way.leave(100);
  {
    auto copy = one;
    copy.way.arrive();
    CAF_CHECK_EQUAL(bytes_on_the_way(), before + 100);
  }
  CAF_CHECK_EQUAL(bytes_on_the_way(), before + 100);
  one.way.arrive();
}
