#define CAF_SUITE troupe.handlers

#include "troupe/inside/handlers.hpp"

#include "tests/support/test.hpp"

#include <string>
#include <vector>

using namespace troupe;
using namespace troupe::detail;

namespace {

using names = std::vector<std::string>;

/// Handlers that write down that they were called; no socket is looked at.
struct fixture {
  event_handler note(std::string name, bool fits = true) {
    return [this, name = std::move(name), fits](const event_call&) {
      called.push_back(name);
      return fits;
    };
  }
  bool call(std::string_view event) {
    // A handler of these tests never touches the socket.
    auto& nobody = *reinterpret_cast<socket*>(this);
    return handlers.call(event, {nobody, {}, {}});
  }
  names take() { return std::exchange(called, {}); }

  event_handlers handlers;
  names called;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(handlers, fixture)

  CAF_TEST(handlers of an event are called in the order of their adding) {
    handlers.add("a", note("first"), false);
    handlers.add("b", note("other"), false);
    handlers.add("a", note("second"), false);
    CAF_CHECK(call("a"));
    CAF_CHECK_EQUAL(take(), (names{"first", "second"}));
    CAF_CHECK(call("unknown"));
    CAF_CHECK(take().empty());
    CAF_CHECK_EQUAL(handlers.names(), (names{"a", "b"}));
  }

  CAF_TEST(one whose arguments do not fit keeps no other from its call) {
    handlers.add("a", note("misfit", false), false);
    handlers.add("a", note("fits"), false);
    CAF_CHECK(!call("a"));
    CAF_CHECK_EQUAL(take(), (names{"misfit", "fits"}));
  }

CAF_TEST(a handler for once is called once) {
  handlers.add("a", note("once"), true);
  handlers.add("a", note("always"), false);
  call("a");
  call("a");
  CAF_CHECK_EQUAL(take(), (names{"once", "always", "always"}));
}

CAF_TEST(handlers are removed by name or by event) {
  handlers.add("a", note("one"), false);
  const auto two = handlers.add("a", note("two"), false);
  handlers.add("b", note("three"), false);
  handlers.remove(two);
  call("a");
  CAF_CHECK_EQUAL(take(), names{"one"});
  handlers.remove("a");
  call("a");
  call("b");
  CAF_CHECK_EQUAL(take(), names{"three"});
  handlers.clear();
  call("b");
  CAF_CHECK(take().empty());
}

CAF_TEST(a handler may add and remove handlers while it runs) {
  handler_id self{};
  self = handlers.add(
    "a",
    [&](const event_call&) {
      called.emplace_back("leaves");
      handlers.remove(self);
      handlers.add("a", note("came late"), false);
      return true;
    },
    false);
  handlers.add("a", note("stays"), false);
  call("a"); // one that is added meanwhile waits for the next event
  CAF_CHECK_EQUAL(take(), (names{"leaves", "stays"}));
  call("a");
  CAF_CHECK_EQUAL(take(), (names{"stays", "came late"}));
}

CAF_TEST(what a mutable handler remembers lasts) {
  std::vector<int> counted;
  handlers.add(
    "a",
    [&counted, n = 0](const event_call&) mutable {
      counted.push_back(++n);
      return true;
    },
    false);
  call("a");
  call("a");
  CAF_CHECK_EQUAL(counted, (std::vector<int>{1, 2}));
}

CAF_TEST(listeners are called in order and may remove themselves) {
  listeners<std::function<void(int)>> all;
  std::vector<int> heard;
  handler_id second{};
  all.add([&](int n) { heard.push_back(n); });
  second = all.add([&](int n) {
    heard.push_back(10 * n);
    all.remove(second);
  });
  all.add([&](int n) { heard.push_back(-n); }, true);
  all.call(1);
  all.call(2);
  CAF_CHECK_EQUAL(heard, (std::vector<int>{-1, 1, 10, -2, 2}));
  all.remove({});
  CAF_CHECK(all.empty());
}

CAF_TEST_FIXTURE_SCOPE_END()
