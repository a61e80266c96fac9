#include "net/spare_memory.hpp"

#include <algorithm>
#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace troupe::net {

namespace {

/// Some 3 MiB: less is not worth the walk through the heap.
constexpr std::size_t least_gone = 1000;

} // namespace

bool spare_memory::worth_giving_back(
  std::size_t connections, std::size_t most) noexcept {
  most_ = std::max(most_, most);
  const auto gone = most_ - connections;
  if (gone < least_gone || gone < connections)
    return false;
  most_ = connections;
  return true;
}

void give_back_memory() noexcept {
#ifdef __GLIBC__
  ::malloc_trim(0);
#endif
}

} // namespace troupe::net
