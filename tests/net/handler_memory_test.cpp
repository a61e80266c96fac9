#define CAF_SUITE net.handler_memory

#include "net/handler_memory.hpp"

#include "tests/support/test.hpp"

using namespace troupe::net;

CAF_TEST(what is given back is taken again) {
  handler_memory memory;
  auto* first = memory.take(100);
  memory.give_back(first);
  CAF_CHECK(memory.take(200) == first);
  memory.give_back(first);
}

CAF_TEST(a second handler and a large one get memory of their own) {
  handler_memory memory;
  auto* first = memory.take(100);
  auto* second = memory.take(100);
  CAF_CHECK(first != second);
  memory.give_back(first);
  auto* large = memory.take(10'000);
  CAF_CHECK(large != first);
  memory.give_back(second);
  memory.give_back(large);
  CAF_CHECK(memory.take(1) == first);
}

CAF_TEST(allocators of one memory are equal whatever they allocate) {
  handler_memory memory;
  handler_memory other;
  const handler_allocator<int> one{memory};
  CAF_CHECK(one == handler_allocator<char>{memory});
  CAF_CHECK(!(one == handler_allocator<int>{other}));
}
