#pragma once

#include <cstddef>

namespace troupe::fuzz {

/// What this thread has allocated by `new` since this was made. One at a time.
class allocation {
public:
  allocation() noexcept;
  /// The most that was held at one time, in bytes, beyond what was held before.
  std::size_t peak() const noexcept;

private:
  std::ptrdiff_t before_;
};

} // namespace troupe::fuzz
