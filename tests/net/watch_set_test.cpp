#define CAF_SUITE net.watch_set

#include "net/watch_set.hpp"

#include "tests/support/pair_of_sockets.hpp"

#include <thread>

using namespace troupe::net;
using namespace std::chrono_literals;

namespace {

constexpr auto at_once = 0ms;
/// Nobody waits for so long unless something is broken.
constexpr auto forever = 1h;

struct reader final : watcher {
  void on_readable() override { ++readable; }
  void on_writable() override { ++writable; }
  void on_failure(std::string_view) noexcept override {}
  int readable = 0;
  int writable = 0;
};

} // namespace

CAF_TEST(who is woken waits no longer and once for each time) {
  watch_set watches;
  CAF_CHECK_EQUAL(watches.wait(at_once), 0);
  watches.wake(); // nobody waits yet
  CAF_CHECK_EQUAL(watches.wait(forever), 0);
  watches.wake();
  watches.wake();
  CAF_CHECK_EQUAL(watches.wait(forever), 0);
  std::thread other{[&] { watches.wake(); }};
  CAF_CHECK_EQUAL(watches.wait(forever), 0);
  other.join();
  const auto before = clock::now();
  watches.wait(3ms);
  CAF_CHECK(clock::now() - before >= 3ms);
}

CAF_TEST(what is ready is found by a wait and told when it is served) {
  troupe::tests::pair_of_sockets sockets;
  watch_set watches;
  reader one;
  const auto id = watches.add(sockets.near, &one);
  CAF_REQUIRE_EQUAL(::write(sockets.far, "x", 1), 1);
  watches.wake();
  CAF_CHECK_EQUAL(watches.wait(forever), 1);
  CAF_CHECK_EQUAL(one.readable, 0);
  watches.serve();
  watches.serve(); // nothing is left to tell
  CAF_CHECK_EQUAL(one.readable, 1);
  CAF_CHECK_EQUAL(watches.wait(at_once), 1); // it has not read
  watches.remove(sockets.near, id);
  watches.serve();
  CAF_CHECK_EQUAL(one.readable, 1);
  CAF_CHECK_EQUAL(one.writable, 0);
  ::close(sockets.near);
}
