#define CAF_SUITE net.thread_pulse

#include "net/thread_pulse.hpp"

#include "tests/support/test.hpp"

#include <thread>

using namespace troupe::net;
using namespace std::chrono_literals;

CAF_TEST(a thread is held up once it has not turned for longer than is usual) {
  thread_pulse pulse;
  const clock::time_point then{100s};
  pulse.turned(then);
  CAF_CHECK(!pulse.is_held_up(then));
  CAF_CHECK(!pulse.is_held_up(then + thread_pulse::overdue));
  CAF_CHECK(pulse.is_held_up(then + thread_pulse::overdue + 1ms));
  pulse.turned(then + 1h);
  CAF_CHECK(!pulse.is_held_up(then + thread_pulse::overdue + 1ms));
}

CAF_TEST(what a thread is at can be seen by others) {
  thread_pulse pulse;
  std::string outside;
  std::thread{[&] {
    pulse.belongs_here();
    pulse.begins("connection");
    CAF_CHECK_EQUAL(pulse.event(), "");
    const thread_pulse::in_handler here{"send-message"};
    std::thread{[&] {
      outside = pulse.doing() + (" " + pulse.event());
    }}.join();
  }}.join();
  CAF_CHECK_EQUAL(outside, "connection send-message");
  CAF_CHECK_EQUAL(pulse.event(), "");
}

CAF_TEST(the name of an event is cut) {
  thread_pulse pulse;
  std::string seen;
  std::thread{[&] {
    pulse.belongs_here();
    const thread_pulse::in_handler here{std::string(100, 'x')};
    seen = pulse.event();
  }}.join();
  CAF_CHECK_EQUAL(seen, std::string(31, 'x'));
}

CAF_TEST(a thread without a pulse is at nothing) {
  CAF_CHECK(thread_pulse::current() == nullptr);
  const thread_pulse::in_handler here{"event"};
}
