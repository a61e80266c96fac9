#pragma once

#include <cstdint>

namespace troupe::bench {

/// Returns 32 random bits of the calling thread's own generator. Cheap, and
/// good enough for masks and keys that nobody attacks.
std::uint32_t random_bits() noexcept;

} // namespace troupe::bench
