#define CAF_SUITE net.queue_budget

#include "net/queue_budget.hpp"

#include "tests/support/test.hpp"

using troupe::net::queue_budget;
using change = queue_budget::change;

CAF_TEST(it is exceeded until nine tenths of it are free) {
  queue_budget budget;
  budget.set_limit(1000);
  struct step {
    std::size_t waiting;
    change expected;
  };
  for (const auto& [waiting, expected] : {
         step{0, change::none},
         step{1000, change::none},
         step{1001, change::exceeded},
         step{2000, change::none},
         step{1000, change::none},
         step{901, change::none},
         step{900, change::relieved},
         step{950, change::none},
         step{1001, change::exceeded},
         step{0, change::relieved},
       })
    CAF_CHECK(budget.update(waiting) == expected);
}

CAF_TEST(a limit that is raised relieves it) {
  queue_budget budget;
  budget.set_limit(1000);
  CAF_CHECK(budget.update(1500) == change::exceeded);
  budget.set_limit(3000);
  CAF_CHECK(budget.update(1500) == change::relieved);
}

CAF_TEST(without a limit nothing is too much) {
  queue_budget budget;
  CAF_CHECK(budget.update(SIZE_MAX / 2) == change::none);
}
