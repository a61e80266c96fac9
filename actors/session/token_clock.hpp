#pragma once

#include <chrono>
#include <cstdint>

namespace troupe::actors {

/// When a token's end is told to its client, and when it has come. Pure.
class token_clock {
public:
  using time_point = std::chrono::system_clock::time_point;
  enum class due : std::uint8_t { nothing, notice, end };

  /// A token that expires at `expires` is good for `leeway` more, and its
  /// client is told `notice` before it expires; not at all if that is 0.
  token_clock(
    time_point expires, std::chrono::seconds leeway,
    std::chrono::seconds notice)
    : end_{expires + leeway}
    , notice_{notice.count() > 0 ? expires - notice : time_point::max()} {}

  /// What is due; a notice once.
  due at(time_point now);
  /// When something is due next.
  time_point next() const { return notice_ < end_ ? notice_ : end_; }

private:
  time_point end_;
  time_point notice_; ///< in the far future once it has been given
};

} // namespace troupe::actors
