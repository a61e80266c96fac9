#define CAF_SUITE net.slow_outputs

#include "net/slow_outputs.hpp"

#include "net/dirty_outputs.hpp"
#include "net/stream.hpp"
#include "net/transport.hpp"

#include "tests/support/pair_of_sockets.hpp"

#include <memory>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <vector>

using namespace troupe;
using namespace troupe::net;
using namespace std::chrono_literals;

namespace {

/// Looked at, it answers as it was told to, and writes down what it was told.
struct looked_at final : watcher {
  void on_readable() override {}
  void on_writable() override {}
  void on_failure(std::string_view) noexcept override { ++failures; }
  bool on_look(clock::time_point now, clock::time_point& since) override {
    if (throws)
      throw std::runtime_error{"looked at"};
    waited.push_back((now - since) / 1s);
    if (moved)
      since = now;
    return waits;
  }
  bool waits = true;
  bool moved = false;
  bool throws = false;
  int failures = 0;
  std::vector<long> waited; ///< seconds
};

struct patient final : stream_events {
  void on_bytes(std::span<char>) override {}
  void on_end(std::string_view) override {}
  void on_stuck(clock::duration how_long) override {
    told.push_back(how_long / 1s);
  }
  std::vector<long> told; ///< seconds
};

using seconds = std::vector<long>;

} // namespace

CAF_TEST(who waits is looked at once a second until it waits no more) {
  tests::pair_of_sockets sockets;
  watch_set watches;
  looked_at one;
  const auto id = watches.add(sockets.near, &one);
  slow_outputs slow{watches};
  const auto begin = clock::time_point{} + 1h;
  slow.mind(id, begin);
  for (auto now = begin; now <= begin + 3s; now += 500ms)
    slow.look_around(now);
  CAF_CHECK((one.waited == seconds{0, 1, 2, 3}));
  one.moved = true;
  slow.look_around(begin + 5s);
  one.moved = false;
  slow.look_around(begin + 7s);
  CAF_CHECK((one.waited == seconds{0, 1, 2, 3, 5, 2}));
  one.waits = false;
  slow.look_around(begin + 9s);
  CAF_CHECK_EQUAL(slow.size(), 0u);
  watches.remove(sockets.near, id);
  ::close(sockets.near);
}

CAF_TEST(who has gone is forgotten and who throws hurts nobody else) {
  tests::pair_of_sockets first;
  tests::pair_of_sockets second;
  tests::pair_of_sockets third;
  watch_set watches;
  looked_at gone;
  looked_at thrower;
  looked_at other;
  const auto gone_id = watches.add(first.near, &gone);
  slow_outputs slow{watches};
  slow.mind(gone_id, {});
  slow.mind(watches.add(second.near, &thrower), {});
  slow.mind(watches.add(third.near, &other), {});
  watches.remove(first.near, gone_id);
  thrower.throws = true;
  slow.look_around(clock::time_point{} + 1h);
  CAF_CHECK_EQUAL(gone.waited.size(), 0u);
  CAF_CHECK_EQUAL(thrower.failures, 1);
  CAF_CHECK_EQUAL(other.waited.size(), 1u);
  CAF_CHECK_EQUAL(slow.size(), 1u);
  for (const auto* each : {&first, &second, &third})
    ::close(each->near);
}

CAF_TEST(a stream that is full tells for how long it has been stuck) {
  tests::pair_of_sockets sockets;
  io_thread thread{0};
  patient events;
  auto ours = std::make_unique<stream>(sockets.near);
  ours->attach(thread, &events);
  CAF_CHECK_EQUAL(thread.outputs().slow().size(), 0u);
  while (!ours->blocked()) {
    ours->push(messages::make_bytes({std::string(65'536, 'x')}));
    ours->flush();
  }
  CAF_CHECK_EQUAL(thread.outputs().slow().size(), 1u);
  auto& slow = thread.outputs().slow();
  const auto begin = thread.now();
  slow.look_around(begin + 2s);
  slow.look_around(begin + 4s);
  CAF_CHECK((events.told == seconds{2, 4}));
  // The peer reads some: that is progress, although it is full again.
  CAF_CHECK(!sockets.received().empty());
  for (int i = 0; i < 50; ++i)
    ours->push(messages::make_bytes({std::string(65'536, 'x')}));
  thread.turn(clock::duration::zero());
  CAF_REQUIRE(ours->blocked());
  slow.look_around(begin + 6s);
  CAF_CHECK_EQUAL(events.told.size(), 2u);
  slow.look_around(begin + 9s);
  CAF_CHECK((events.told == seconds{2, 4, 3}));
  // It reads all of it.
  for (int i = 0; i < 100 && ours->queued_frames() > 0; ++i) {
    sockets.received();
    thread.turn(clock::duration::zero());
  }
  CAF_CHECK(!ours->blocked());
  slow.look_around(begin + 20s);
  CAF_CHECK_EQUAL(slow.size(), 0u);
  CAF_CHECK_EQUAL(events.told.size(), 3u);
  thread.retire(std::move(ours));
}

CAF_TEST(a stream that moves to another thread is looked at there) {
  tests::pair_of_sockets sockets;
  io_thread here{0};
  io_thread there{1};
  patient events;
  auto ours = std::make_unique<stream>(sockets.near);
  ours->attach(here, &events);
  while (!ours->blocked()) {
    ours->push(messages::make_bytes({std::string(65'536, 'x')}));
    ours->flush();
  }
  ours->detach();
  ours->attach(there, &events);
  here.outputs().slow().look_around(here.now() + 2s);
  CAF_CHECK_EQUAL(here.outputs().slow().size(), 0u);
  there.outputs().slow().look_around(there.now() + 5s);
  CAF_CHECK_EQUAL(events.told.size(), 1u);
  there.retire(std::move(ours));
}
