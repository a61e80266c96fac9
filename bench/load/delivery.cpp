#include "bench/load/delivery.hpp"

namespace troupe::bench {

bool delivery_desk::count_disorder(const placed& found) noexcept {
  switch (found.where) {
  case order::next:
    break;
  case order::skipped:
    measured_.counted.add(count::gaps, found.missing);
    break;
  case order::late:
    measured_.counted.add(count::late);
    break;
  case order::duplicate:
    measured_.counted.add(count::duplicates);
    return false;
  }
  return true;
}

} // namespace troupe::bench
