#define CAF_SUITE net.io_thread

#include "net/io_thread.hpp"

#include "net/dirty_outputs.hpp"
#include "tests/support/pair_of_sockets.hpp"

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

/// Has something to write, and a task, as soon as it can read.
struct talker final : watcher, flushable {
  talker(io_thread& on, int fd)
    : on_{on}
    , fd_{fd} {}
  void on_readable() override {
    on_.unwatch(fd_, id);
    on_.outputs().mark(this);
    on_.post([this] { ran.set_value(); });
  }
  void on_writable() override {}
  void on_failure(std::string_view) noexcept override {}
  void flush() override {}

  std::promise<void> ran;
  watch_id id;
  io_thread& on_;
  int fd_;
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

CAF_TEST(a task that is posted before a turn looks twice does not wait) {
  troupe::tests::pair_of_sockets sockets;
  io_thread thread{0, std::chrono::hours{1}};
  talker one{thread, sockets.near};
  thread.post([&] { one.id = thread.watch(sockets.near, &one); });
  thread.start();
  CAF_REQUIRE_EQUAL(::write(sockets.far, "x", 1), 1);
  const auto ran = one.ran.get_future().wait_for(std::chrono::seconds{10});
  CAF_CHECK(ran == std::future_status::ready);
  thread.stop();
  ::close(sockets.near);
}
