#pragma once

#include "config/metrics.hpp"

#include <cstdint>
#include <vector>

namespace troupe::tests {

/// What a metric has gone up by (or down) since this was made. Metrics are the
/// process's: other tests have counted before.
class counted {
public:
  template <class Metric, class... Labels>
  std::int64_t by(const Metric& what, Labels... of) const {
    const auto at = what.first + what.offset(of...);
    return static_cast<std::int64_t>(metrics::totals()[at] - before_[at]);
  }
  /// Of a histogram: how often it was shown something.
  template <class Metric, class... Labels>
  std::int64_t times(const Metric& what, Labels... of) const {
    const auto now = metrics::totals();
    const auto at = what.first + what.offset(of...);
    std::int64_t all = 0;
    for (std::size_t i = 0; i <= what.describe().bounds.size(); ++i)
      all += static_cast<std::int64_t>(now[at + i] - before_[at + i]);
    return all;
  }
  /// Of a histogram: the sum of that.
  template <class Metric, class... Labels>
  std::int64_t sum(const Metric& what, Labels... of) const {
    const auto at =
      what.first + what.offset(of...) + what.describe().bounds.size() + 1;
    return static_cast<std::int64_t>(metrics::totals()[at] - before_[at]);
  }

private:
  std::vector<std::uint64_t> before_ = metrics::totals();
};

} // namespace troupe::tests
