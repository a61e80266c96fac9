#define CAF_SUITE net.stream

#include "net/stream.hpp"

#include "tests/support/test.hpp"

#include <array>
#include <memory>
#include <sys/socket.h>
#include <unistd.h>

using namespace troupe;
using namespace troupe::net;

namespace {

struct recorder final : stream_events {
  void on_bytes(std::span<char>) override { ++reads; }
  void on_end(std::string_view) override { ++ends; }
  void on_drained() override { ++drains; }
  int reads = 0;
  int ends = 0;
  int drains = 0;
};

} // namespace

CAF_TEST(a write that fails is told from reading and never from the write) {
  std::array<int, 2> ends{};
  CAF_REQUIRE_EQUAL(
    ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()), 0);
  io_thread thread{0};
  recorder events;
  auto ours = std::make_unique<stream>(ends[0]);
  ours->attach(thread, &events);
  ::close(ends[1]);
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
  std::array<int, 2> ends{};
  CAF_REQUIRE_EQUAL(
    ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()), 0);
  io_thread thread{0};
  recorder events;
  auto ours = std::make_unique<stream>(ends[0]);
  ours->attach(thread, &events);
  // Full, so that it waits for room as well as for data.
  while (!ours->blocked()) {
    ours->push(messages::make_bytes({std::string(65'536, 'x')}));
    ours->flush();
  }
  CAF_REQUIRE_EQUAL(::write(ends[1], "late", 4), 4);
  std::array<char, 65'536> sink;
  while (::read(ends[1], sink.data(), sink.size()) > 0) {}
  const auto before = stream::alive();
  stream::retire(std::move(ours));
  thread.turn(clock::duration::zero());
  CAF_CHECK_EQUAL(events.reads, 0);
  CAF_CHECK_EQUAL(events.drains, 0);
  CAF_CHECK_EQUAL(events.ends, 0);
  CAF_CHECK_EQUAL(stream::alive(), before - 1);
  ::close(ends[1]);
}
