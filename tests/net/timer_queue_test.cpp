#define CAF_SUITE net.timer_queue

#include "net/timer_queue.hpp"

#include "tests/support/test.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <random>

using namespace troupe::net;
using namespace std::chrono_literals;

using std::string;

namespace {

constexpr clock::time_point start{1h};

/// Timers that write their names when they are due.
struct named {
  std::string fired;
  timer a{[this] { fired += 'a'; }};
  timer b{[this] { fired += 'b'; }};
  timer c{[this] { fired += 'c'; }};
  timer_queue queue;
};

constexpr std::size_t many = 64;

/// A queue and a model of it that the same things happen to.
class compared {
public:
  compared() {
    for (std::size_t i = 0; i < many; ++i)
      timers_.push_back(
        std::make_unique<timer>([this, i] { fired_.push_back(i); }));
  }

  void arm(std::size_t i, std::chrono::milliseconds delay) {
    model_[i] = now_ + delay;
    queue_.arm(*timers_[i], model_[i]);
  }
  void disarm(std::size_t i) {
    model_.erase(i);
    timers_[i]->disarm();
  }
  /// True if those ran that were due, in order.
  bool run(std::chrono::milliseconds later) {
    now_ += later;
    fired_.clear();
    const auto ran = queue_.run_due(now_);
    const bool in_order =
      std::is_sorted(fired_.begin(), fired_.end(), [this](auto x, auto y) {
        return model_.at(x) < model_.at(y);
      });
    const auto due = std::erase_if(
      model_, [this](const auto& armed) { return armed.second <= now_; });
    return in_order && ran == fired_.size() && ran == due;
  }

  bool agree() const {
    const auto first = std::min_element(
      model_.begin(), model_.end(),
      [](const auto& x, const auto& y) { return x.second < y.second; });
    return model_.empty() ? queue_.empty() : queue_.next() == first->second;
  }
  bool agree_on(std::size_t i) const {
    const auto armed = model_.find(i);
    if (armed == model_.end())
      return !timers_[i]->armed();
    return timers_[i]->armed() && timers_[i]->due() == armed->second;
  }

private:
  clock::time_point now_ = start;
  timer_queue queue_;
  std::vector<std::unique_ptr<timer>> timers_;
  std::vector<std::size_t> fired_;
  std::map<std::size_t, clock::time_point> model_;
};

} // namespace

CAF_TEST(timers run in the order of their deadlines and once) {
  named all;
  CAF_CHECK(all.queue.empty());
  all.queue.arm(all.b, start + 2s);
  all.queue.arm(all.c, start + 3s);
  all.queue.arm(all.a, start + 1s);
  CAF_CHECK(all.queue.next() == start + 1s);
  CAF_CHECK_EQUAL(all.queue.run_due(start + 1s - 1ns), 0u);
  CAF_CHECK_EQUAL(all.queue.run_due(start + 1s), 1u);
  CAF_CHECK(!all.a.armed());
  CAF_CHECK(all.queue.next() == start + 2s);
  CAF_CHECK_EQUAL(all.queue.run_due(start + 9s), 2u);
  CAF_CHECK_EQUAL(all.queue.run_due(start + 9s), 0u);
  CAF_CHECK_EQUAL(all.fired, "abc");
  CAF_CHECK(all.queue.empty());
}

CAF_TEST(a timer that is armed again moves) {
  named all;
  for (auto* t : {&all.a, &all.b, &all.c})
    all.queue.arm(*t, start + 5s);
  all.queue.arm(all.a, start + 9s);
  all.queue.arm(all.c, start + 1s);
  CAF_CHECK(all.queue.next() == start + 1s);
  CAF_CHECK(all.a.due() == start + 9s);
  CAF_CHECK_EQUAL(all.queue.run_due(start + 9s), 3u);
  CAF_CHECK_EQUAL(all.fired, "cba");
}

CAF_TEST(a timer that is disarmed or gone does not run) {
  named all;
  {
    timer gone{[&all] { all.fired += 'x'; }};
    for (auto* t : {&all.a, &all.b, &gone})
      all.queue.arm(*t, start);
    all.a.disarm();
    all.a.disarm();
    CAF_CHECK(!all.a.armed());
    CAF_CHECK(gone.armed());
  }
  all.c.disarm();
  CAF_CHECK_EQUAL(all.queue.run_due(start), 1u);
  CAF_CHECK_EQUAL(all.fired, "b");
}

CAF_TEST(timers outlive their queue) {
  timer t{[] {}};
  {
    timer_queue queue;
    queue.arm(t, start);
    CAF_CHECK(t.armed());
  }
  CAF_CHECK(!t.armed());
  timer_queue next;
  next.arm(t, start);
  CAF_CHECK_EQUAL(next.run_due(start), 1u);
}

CAF_TEST(a callback that arms itself anew does not run for ever) {
  timer_queue queue;
  int ran = 0;
  std::unique_ptr<timer> again;
  const auto run = [&] {
    ++ran;
    queue.arm(*again, start);
  };
  again = std::make_unique<timer>([&run] { run(); });
  queue.arm(*again, start);
  CAF_CHECK_EQUAL(queue.run_due(start), 1u);
  CAF_CHECK_EQUAL(queue.run_due(start), 1u);
  CAF_CHECK_EQUAL(ran, 2);
  CAF_CHECK(again->armed());
}

CAF_TEST(a callback may disarm others and end them) {
  timer_queue queue;
  std::string fired;
  auto doomed = std::make_unique<timer>([&] { fired += 'x'; });
  timer other{[&] { fired += 'y'; }};
  const auto run = [&] {
    fired += 'a';
    doomed.reset();
    other.disarm();
  };
  timer first{[&run] { run(); }};
  queue.arm(first, start);
  queue.arm(*doomed, start + 1s);
  queue.arm(other, start + 1s);
  CAF_CHECK_EQUAL(queue.run_due(start + 2s), 1u);
  CAF_CHECK_EQUAL(fired, "a");
  CAF_CHECK(queue.empty());
}

CAF_TEST(the queue agrees with a sorted list whatever is armed and disarmed) {
  compared both;
  std::mt19937 random{20240301};
  for (int step = 0; step < 50'000; ++step) {
    const auto i = random() % many;
    const auto kind = random() % 8;
    if (kind < 5)
      both.arm(i, std::chrono::milliseconds{random() % 100});
    else if (kind < 7)
      both.disarm(i);
    else
      CAF_REQUIRE(both.run(std::chrono::milliseconds{random() % 30}));
    CAF_REQUIRE(both.agree());
    CAF_REQUIRE(both.agree_on(i));
  }
}
