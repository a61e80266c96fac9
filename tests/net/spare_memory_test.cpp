#define CAF_SUITE net.spare_memory

#include "net/spare_memory.hpp"

#include "tests/support/test.hpp"

using troupe::net::spare_memory;

CAF_TEST(memory goes back once most of many connections have gone) {
  spare_memory spare;
  CAF_CHECK(!spare.worth_giving_back(10'000, 10'000));
  CAF_CHECK(!spare.worth_giving_back(5001, 10'000));
  CAF_CHECK(spare.worth_giving_back(5000, 5001));
  CAF_CHECK(!spare.worth_giving_back(5000, 5000));
  CAF_CHECK(!spare.worth_giving_back(3000, 5000));
  CAF_CHECK(spare.worth_giving_back(2500, 3000));
}

CAF_TEST(a crowd that came and went between two looks counts) {
  spare_memory spare;
  CAF_CHECK(spare.worth_giving_back(0, 10'000));
  CAF_CHECK(!spare.worth_giving_back(0, 0));
}

CAF_TEST(a few connections less are no reason) {
  spare_memory spare;
  CAF_CHECK(!spare.worth_giving_back(0, 999));
  CAF_CHECK(spare.worth_giving_back(0, 1000));
}
