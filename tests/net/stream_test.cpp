#define CAF_SUITE net.stream

#include "net/stream.hpp"

#include "tests/support/pair_of_sockets.hpp"

#include <memory>

using namespace troupe;
using namespace troupe::net;

namespace {

struct recorder final : stream_events {
  void on_bytes(std::span<char>) override { ++reads; }
  void on_end(std::string_view) override { ++ends; }
  void on_drained() override { ++drains; }
  void on_traced(std::uint64_t, bool written) override {
    ++(written ? traced : lost);
  }
  int reads = 0;
  int ends = 0;
  int drains = 0;
  int traced = 0;
  int lost = 0;
};

} // namespace

CAF_TEST(a write that fails is told from reading and never from the write) {
  tests::pair_of_sockets sockets;
  io_thread thread{0};
  recorder events;
  auto ours = std::make_unique<stream>(sockets.near);
  ours->attach(thread, &events);
  sockets.hang_up();
  ours->push(messages::make_bytes({"nobody reads this"}));
  ours->flush();
  CAF_CHECK_EQUAL(events.ends, 0);
  CAF_CHECK_EQUAL(ours->queued_frames(), 0u);
  ours->push(messages::make_bytes({"nor this"}));
  CAF_CHECK_EQUAL(ours->queued_frames(), 0u);
  thread.turn(clock::duration::zero());
  CAF_CHECK_EQUAL(events.ends, 1);
  thread.turn(clock::duration::zero());
  CAF_CHECK_EQUAL(events.ends, 1);
  thread.retire(std::move(ours));
}

CAF_TEST(one that retires with data on its way tells nobody of it) {
  tests::pair_of_sockets sockets;
  io_thread thread{0};
  recorder events;
  auto ours = std::make_unique<stream>(sockets.near);
  ours->attach(thread, &events);
  // Full, so that it waits for room as well as for data.
  while (!ours->blocked()) {
    ours->push(messages::make_bytes({std::string(65'536, 'x')}));
    ours->flush();
  }
  CAF_REQUIRE_EQUAL(::write(sockets.far, "late", 4), 4);
  sockets.received();
  const auto before = stream::alive();
  stream::retire(std::move(ours));
  thread.turn(clock::duration::zero());
  CAF_CHECK_EQUAL(events.reads, 0);
  CAF_CHECK_EQUAL(events.drains, 0);
  CAF_CHECK_EQUAL(events.ends, 0);
  CAF_CHECK_EQUAL(stream::alive(), before - 1);
}

CAF_TEST(what is traced is told of once whether it is written or lost) {
  tests::pair_of_sockets sockets;
  io_thread thread{0};
  recorder events;
  auto ours = std::make_unique<stream>(sockets.near);
  ours->attach(thread, &events);
  const auto say = [&ours](std::size_t size) {
    const auto plain = messages::make_bytes({std::string(size, 'x')});
    ours->push(messages::with_trace(plain, 7));
  };
  say(5);
  CAF_CHECK_EQUAL(events.traced, 0);
  ours->settle_traced(); // writes it
  CAF_CHECK_EQUAL(events.traced, 1);
  say(4 << 20); // more than the socket takes
  ours->flush();
  say(5);
  CAF_CHECK_EQUAL(events.traced + events.lost, 1);
  sockets.hang_up();
  thread.turn(clock::duration::zero());
  CAF_CHECK_EQUAL(events.ends, 1);
  CAF_CHECK_EQUAL(events.traced, 1);
  CAF_CHECK_EQUAL(events.lost, 2);
  thread.retire(std::move(ours));
}
