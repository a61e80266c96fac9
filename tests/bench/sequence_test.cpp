#define CAF_SUITE bench.sequence

#include "bench/load/sequence.hpp"

#include "tests/support/test.hpp"

#include <initializer_list>

using namespace troupe::bench;

namespace {

/// What a member makes of messages that come in this order.
struct checked {
  std::uint32_t last = 0;
  std::uint32_t missing = 0;
  std::uint32_t duplicates = 0;
  std::uint32_t late = 0;

  explicit checked(std::initializer_list<std::uint32_t> sequences) {
    for (const auto sequence : sequences) {
      const auto found = place(last, sequence);
      missing += found.missing;
      duplicates += found.where == order::duplicate ? 1 : 0;
      late += found.where == order::late ? 1 : 0;
    }
  }
  bool finds(
    std::uint32_t missed, std::uint32_t doubled, std::uint32_t belated) const {
    return missing == missed && duplicates == doubled && late == belated;
  }
};

} // namespace

CAF_TEST(all in order is in order) {
  const checked all{1, 2, 3, 4};
  CAF_CHECK(all.finds(0, 0, 0));
  CAF_CHECK_EQUAL(all.last, 4u);
}

CAF_TEST(what was skipped is missing) {
  CAF_CHECK(checked({1, 4, 5}).finds(2, 0, 0));
  CAF_CHECK(checked({3}).finds(2, 0, 0));
}

CAF_TEST(the same again is a duplicate) {
  CAF_CHECK(checked({1, 2, 2, 3}).finds(0, 1, 0));
}

CAF_TEST(two that are swapped are a gap and a late one) {
  const checked swapped{1, 3, 2, 4};
  CAF_CHECK(swapped.finds(1, 0, 1));
  CAF_CHECK_EQUAL(swapped.last, 4u);
}
