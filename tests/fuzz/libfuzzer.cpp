#include "tests/fuzz/target.hpp"

#include <cstddef>
#include <cstdint>

// What libFuzzer's main calls; the program has one target.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t n) {
  const auto* const bytes = reinterpret_cast<const char*>(data);
  troupe::fuzz::target::first()->run({n == 0 ? "" : bytes, n});
  return 0;
}
