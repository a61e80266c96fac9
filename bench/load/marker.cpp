#include "bench/load/marker.hpp"

namespace troupe::bench {

namespace {

void write_digits(char* end, std::size_t digits, std::uint64_t value) noexcept {
  for (; digits > 0; --digits) {
    *--end = marker_digits[value & 63];
    value >>= 6;
  }
}

} // namespace

void write_marker(char* to, const marker& written) noexcept {
  to[0] = to[marker_size - 1] = '~';
  write_digits(to + 4, 3, written.publisher);
  write_digits(to + 9, 5, written.sequence);
  write_digits(to + 18, 9, written.stamp);
}

} // namespace troupe::bench
