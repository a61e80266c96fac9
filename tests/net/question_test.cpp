#define CAF_SUITE net.question

#include "net/question.hpp"

#include "tests/support/test.hpp"

#include <string>
#include <thread>

using namespace troupe::net;

namespace {

using asked = question<std::string>;

/// An I/O thread that turns by hand, and what it was told.
struct fixture {
  std::shared_ptr<asked> ask() {
    return std::make_shared<asked>(
      thread, [this](std::string answer) { told += answer + ";"; });
  }
  void turn() { thread.turn(clock::duration::zero()); }

  io_thread thread{0};
  std::string told;
};

} // namespace

CAF_TEST(an answer that is there already is returned and not told) {
  fixture f;
  const auto tested = f.ask();
  tested->answer("early");
  tested->answer("again");
  CAF_CHECK_EQUAL(tested->wait().value_or("none"), "early");
  tested->answer("late");
  f.turn();
  CAF_CHECK_EQUAL(f.told, "");
}

CAF_TEST(a later answer is told once on a turn of the thread) {
  fixture f;
  const auto tested = f.ask();
  CAF_CHECK(!tested->wait());
  tested->answer("first");
  tested->answer("second");
  CAF_CHECK_EQUAL(f.told, "");
  f.turn();
  CAF_CHECK_EQUAL(f.told, "first;");
  f.turn();
  CAF_CHECK_EQUAL(f.told, "first;");
}

CAF_TEST(an answer of another thread is told on this one) {
  fixture f;
  const auto tested = f.ask();
  CAF_CHECK(!tested->wait());
  std::thread{[tested] { tested->answer("from afar"); }}.join();
  CAF_CHECK_EQUAL(f.told, "");
  f.turn();
  CAF_CHECK_EQUAL(f.told, "from afar;");
}

CAF_TEST(who forgot a question is told nothing even if the answer is posted) {
  fixture f;
  const auto tested = f.ask();
  CAF_CHECK(!tested->wait());
  tested->answer("posted");
  tested->forget();
  f.turn();
  CAF_CHECK_EQUAL(f.told, "");
}

CAF_TEST(the last one that lets go without an answer gives the default) {
  fixture f;
  const auto tested = f.ask();
  auto first = std::make_shared<answerer<std::string>>(tested, "default");
  auto second = first;
  CAF_CHECK(!tested->wait());
  first.reset();
  f.turn();
  CAF_CHECK_EQUAL(f.told, "");
  second.reset();
  f.turn();
  CAF_CHECK_EQUAL(f.told, "default;");
}

CAF_TEST(the default does not replace an answer) {
  fixture f;
  const auto tested = f.ask();
  CAF_CHECK(!tested->wait());
  std::make_shared<answerer<std::string>>(tested, "default")->answer("given");
  f.turn();
  CAF_CHECK_EQUAL(f.told, "given;");
}

CAF_TEST(an answer may outlive the thread that asked) {
  std::shared_ptr<answerer<std::string>> kept;
  {
    fixture f;
    const auto tested = f.ask();
    kept = std::make_shared<answerer<std::string>>(tested, "default");
    CAF_CHECK(!tested->wait());
    tested->forget();
  }
  kept->answer("too late");
  kept.reset();
  CAF_CHECK(!kept);
}
