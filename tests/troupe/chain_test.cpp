#define CAF_SUITE troupe.chain

#include "troupe/inside/chain.hpp"

#include "tests/support/test.hpp"

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace troupe;
using namespace troupe::detail;

namespace {

/// A chain whose socket's actor runs what it is given when it is told to.
struct fixture {
  std::shared_ptr<chain> make(std::vector<chain::step> steps) {
    return std::make_shared<chain>(
      std::move(steps),
      [this](actors::task what) { tasks.push_back(std::move(what)); },
      [this](const connect_error* why) {
        ended.push_back(why ? why->message : "passed");
      });
  }
  void run_tasks() {
    for (const auto& what : std::exchange(tasks, {}))
      what();
  }

  std::vector<actors::task> tasks;
  std::vector<std::string> ended;
  int second_calls = 0;
};

const chain::step passes = [](const next& go_on) { go_on(); };

} // namespace

CAF_TEST_FIXTURE_SCOPE(chains, fixture)

  CAF_TEST(without steps all pass) {
    make({})->run();
    CAF_CHECK_EQUAL(ended, std::vector<std::string>{"passed"});
  }

  CAF_TEST(steps that answer at once need no task) {
    make({passes, passes})->run();
    CAF_CHECK_EQUAL(ended, std::vector<std::string>{"passed"});
    CAF_CHECK(tasks.empty());
  }

  CAF_TEST(the first refusal ends it) {
    const chain::step refuses = [](const next& go_on) { go_on({"no"}); };
    const chain::step never = [this](const next&) { ++second_calls; };
    make({passes, refuses, never})->run();
    CAF_CHECK_EQUAL(ended, std::vector<std::string>{"no"});
    CAF_CHECK_EQUAL(second_calls, 0);
  }

  CAF_TEST(an answer that comes later goes on in the actor) {
    std::optional<next> kept;
    const chain::step waits = [&](const next& go_on) { kept = go_on; };
    make({waits, passes})->run();
    CAF_CHECK(ended.empty());
    std::thread{[&] { (*kept)(); }}.join();
    CAF_CHECK(ended.empty());
    run_tasks();
    CAF_CHECK_EQUAL(ended, std::vector<std::string>{"passed"});
  }

  CAF_TEST(only the first answer counts) {
    std::optional<next> kept;
    const chain::step waits = [&](const next& go_on) { kept = go_on; };
    make({waits})->run();
    const auto copy = *kept;
    copy({"late"});
    (*kept)();
    run_tasks();
    CAF_CHECK_EQUAL(ended, std::vector<std::string>{"late"});
    const chain::step twice = [](const next& go_on) {
      go_on();
      go_on({"changed my mind"});
    };
    make({twice})->run();
    CAF_CHECK_EQUAL(ended.back(), "passed");
  }

  CAF_TEST(a step that throws ends nothing but itself) {
    const chain::step throws = [](const next&) {
      throw std::runtime_error{"on purpose"};
    };
    bool thrown = false;
    try {
      make({throws})->run();
    } catch (const std::runtime_error&) {
      thrown = true;
    }
    CAF_CHECK(thrown);
    CAF_CHECK(ended.empty());
  }

  CAF_TEST_FIXTURE_SCOPE_END()
