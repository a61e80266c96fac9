#include "bench/load/random.hpp"

#include "bench/load/clock.hpp"

#include <sys/syscall.h>
#include <unistd.h>

namespace troupe::bench {

std::uint32_t random_bits() noexcept {
  static thread_local std::uint64_t state =
    now_ns() ^ (static_cast<std::uint64_t>(syscall(SYS_gettid)) << 32);
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return static_cast<std::uint32_t>(state >> 16);
}

} // namespace troupe::bench
