#define CAF_SUITE net.io_thread

#include "net/io_thread.hpp"

#include "tests/support/test.hpp"

#include <memory>

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
