#define CAF_SUITE net.io_thread

#include "net/io_thread.hpp"

#include "tests/support/test.hpp"

#include <algorithm>
#include <future>
#include <memory>
#include <stdexcept>
#include <vector>

using namespace troupe::net;

namespace {

/// Retires another when it ends, as a transport ends its exchange's session.
struct chained final : retirable {
  chained(io_thread& on, int& ended, int followers)
    : on_{on}
    , ended_{ended}
    , followers_{followers} {}
  ~chained() override {
    ++ended_;
    if (followers_ > 0)
      on_.retire(std::make_unique<chained>(on_, ended_, followers_ - 1));
  }

  io_thread& on_;
  int& ended_;
  int followers_;
};

} // namespace

CAF_TEST(what retires while another ends ends with the next turn) {
  int ended = 0;
  io_thread thread{0};
  thread.retire(std::make_unique<chained>(thread, ended, 2));
  for (int turn = 1; turn <= 3; ++turn) {
    thread.turn(clock::duration::zero());
    CAF_CHECK_EQUAL(ended, turn);
  }
}

CAF_TEST(nothing that has retired is left when a thread stops) {
  int ended = 0;
  {
    io_thread thread{0};
    thread.retire(std::make_unique<chained>(thread, ended, 2));
  }
  CAF_CHECK_EQUAL(ended, 3);
}

CAF_TEST(tasks run in order and a turn leaves what is too much to the next) {
  std::vector<int> ran;
  io_thread thread{0};
  for (int i = 0; i < 300; ++i)
    thread.post([&ran, i] { ran.push_back(i); });
  thread.turn(std::chrono::hours{1});
  CAF_CHECK_EQUAL(ran.size(), 256u);
  thread.turn(clock::duration::zero());
  CAF_CHECK_EQUAL(ran.size(), 300u);
  CAF_CHECK(std::is_sorted(ran.begin(), ran.end()));
}

CAF_TEST(a task that throws keeps nobody from the next one) {
  bool ran = false;
  io_thread thread{0};
  thread.post([] { throw std::runtime_error{"no"}; });
  thread.post([&] { ran = true; });
  bool thrown = false;
  try {
    thread.turn(clock::duration::zero());
  } catch (const std::runtime_error&) {
    thrown = true;
  }
  CAF_CHECK(thrown && !ran);
  thread.turn(clock::duration::zero());
  CAF_CHECK(ran);
}

CAF_TEST(a thread is woken for what others post and goes on after a throw) {
  io_thread thread{0, std::chrono::hours{1}};
  thread.start();
  for (int i = 0; i < 100; ++i) {
    std::promise<bool> ran;
    thread.post([] { throw std::runtime_error{"no"}; });
    thread.post([&] { ran.set_value(thread.on_thread()); });
    CAF_CHECK(ran.get_future().get());
  }
  thread.stop();
}
