#define CAF_SUITE bench.histogram

#include "bench/load/histogram.hpp"

#include "tests/support/test.hpp"

#include <cstdint>

using troupe::bench::histogram;

CAF_TEST(an empty histogram tells zeros) {
  const histogram none;
  CAF_CHECK_EQUAL(none.count(), 0u);
  CAF_CHECK_EQUAL(none.mean(), 0.0);
  CAF_CHECK_EQUAL(none.percentile(50), 0.0);
}

CAF_TEST(small values are exact) {
  histogram values;
  for (std::uint64_t value = 1; value <= 50; ++value)
    values.add(value);
  CAF_CHECK_EQUAL(values.mean(), 25.5);
  CAF_CHECK_EQUAL(values.percentile(0), 1.0);
  CAF_CHECK_EQUAL(values.percentile(50), 25.0);
  CAF_CHECK_EQUAL(values.percentile(98), 49.0);
  CAF_CHECK_EQUAL(values.percentile(100), 50.0);
}

CAF_TEST(large values are at most two percent too low and never too high) {
  for (std::uint64_t value = 1; value < (std::uint64_t{1} << 62);
       value += value / 16 + 1) {
    histogram one;
    one.add(value);
    one.add(value * 2); // so that the maximum does not hide the step
    const auto told = one.percentile(50);
    CAF_CHECK(told <= static_cast<double>(value));
    CAF_CHECK(told >= static_cast<double>(value) * 0.984);
  }
}

CAF_TEST(the largest value has a place) {
  histogram values;
  values.add(~std::uint64_t{0});
  CAF_CHECK_EQUAL(values.highest(), ~std::uint64_t{0});
  CAF_CHECK(values.percentile(100) > 1.8e19);
}

CAF_TEST(merged histograms are as one of all values) {
  histogram all;
  histogram low;
  histogram high;
  for (std::uint64_t value = 1; value <= 2000; ++value) {
    all.add(value * value);
    (value <= 1000 ? low : high).add(value * value);
  }
  low.merge(high);
  CAF_CHECK_EQUAL(low.count(), all.count());
  CAF_CHECK_EQUAL(low.mean(), all.mean());
  CAF_CHECK_EQUAL(low.highest(), all.highest());
  for (const auto percent : {1.0, 50.0, 90.0, 99.9})
    CAF_CHECK_EQUAL(low.percentile(percent), all.percentile(percent));
}
