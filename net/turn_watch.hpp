#pragma once

#include <cstdint>

namespace troupe::net {

/// What is made of looks at a thread's turns, one a second. Pure.
///
/// It counts looks and not time: while the whole process stands still, nobody
/// looks, and no thread is to blame.
class turn_watch {
public:
  enum class news : std::uint8_t {
    none,
    stuck,   ///< no turn for `stuck_after` looks
    overdue, ///< no turn for as many as are borne
    goes_on, ///< it was stuck, and has turned
  };
  struct finding {
    news what = news::none;
    unsigned looks = 0; ///< in a row that saw no turn
  };

  static constexpr unsigned stuck_after = 5;

  /// `borne`: looks until it is overdue; 0 = it never is.
  explicit turn_watch(unsigned borne)
    : borne_{borne} {}

  /// Takes when the thread has last turned, whatever the unit.
  finding look(std::int64_t last_turn) noexcept;

private:
  unsigned borne_;
  std::int64_t last_ = INT64_MIN;
  unsigned looks_ = 0;
};

} // namespace troupe::net
