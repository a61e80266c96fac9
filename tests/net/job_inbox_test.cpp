#define CAF_SUITE net.job_inbox

#include "net/job_inbox.hpp"

#include "tests/support/test.hpp"

using namespace troupe::net;

CAF_TEST(the first job of a burst wakes the thread and all come in order) {
  job_inbox<void*> inbox;
  int jobs[3]{};
  CAF_CHECK(inbox.put(&jobs[0]) == job_inbox<void*>::outcome::first);
  CAF_CHECK(inbox.put(&jobs[1]) == job_inbox<void*>::outcome::later);
  std::deque<void*> taken{&jobs[2]};
  inbox.take(taken);
  CAF_CHECK(taken == (std::deque<void*>{&jobs[2], &jobs[0], &jobs[1]}));
  CAF_CHECK(inbox.put(&jobs[0]) == job_inbox<void*>::outcome::first);
}

CAF_TEST(what came before the end is still taken and nothing after it) {
  job_inbox<void*> inbox;
  int job = 0;
  inbox.put(&job);
  inbox.close();
  CAF_CHECK(inbox.put(&job) == job_inbox<void*>::outcome::closed);
  std::deque<void*> taken;
  inbox.take(taken);
  CAF_CHECK_EQUAL(taken.size(), 1u);
}
