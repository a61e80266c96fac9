#define CAF_SUITE net.lookup

#include "net/lookup.hpp"

#include "tests/support/test.hpp"

#include <chrono>
#include <future>
#include <optional>

using namespace troupe::net;

namespace {

constexpr auto patience = std::chrono::seconds{1};

/// No name server would be asked for this.
const std::string impossible(300, 'x');

/// A search that lasts until it is told to end. Its thread may outlive a test.
struct slow_search {
  lookup::search blocking() const {
    return [begun = begun, end = wish->get_future().share()] {
      begun->set_value();
      end.wait();
      return endpoints_found{{}, "late"};
    };
  }
  using promise = std::shared_ptr<std::promise<void>>;
  promise begun = std::make_shared<std::promise<void>>();
  promise wish = std::make_shared<std::promise<void>>();
};

} // namespace

CAF_TEST(addresses in numbers are found as they are) {
  const std::pair<std::string, std::string> tests[] = {
    {"127.0.0.1", "127.0.0.1:4370"},
    {"::1", "[::1]:4370"},
    {"2001:DB8:0::1", "[2001:db8::1]:4370"},
  };
  for (const auto& [host, text] : tests) {
    CAF_MESSAGE(host);
    const auto found = find_endpoints(host, 4370);
    CAF_REQUIRE_EQUAL(found.endpoints.size(), 1u);
    CAF_CHECK_EQUAL(to_string(found.endpoints.front()), text);
    CAF_CHECK_EQUAL(found.error, "");
  }
}

CAF_TEST(what cannot be found has an error) {
  const auto found = find_endpoints(impossible, 4370);
  CAF_CHECK(found.endpoints.empty());
  CAF_CHECK(!found.error.empty());
}

CAF_TEST(an endpoint of another kind has no text) {
  endpoint local;
  local.address.ss_family = AF_UNIX;
  local.size = sizeof(sa_family_t);
  CAF_CHECK_EQUAL(to_string(local), "");
}

CAF_TEST(what was found is told on a turn of the thread) {
  io_thread thread{0};
  std::optional<std::string> told;
  lookup tested{
    thread,
    [] {
      return endpoints_found{{}, "nothing"};
    },
    [&told](const endpoints_found& found) { told = found.error; }};
  while (!told)
    thread.turn(patience);
  CAF_CHECK_EQUAL(*told, "nothing");
}

CAF_TEST(one who is told may end the lookup) {
  io_thread thread{0};
  bool told = false;
  std::optional<lookup> tested;
  tested.emplace(
    thread, [] { return endpoints_found{}; },
    [&](const endpoints_found&) {
      tested.reset();
      told = true;
    });
  while (!told)
    thread.turn(patience);
  CAF_CHECK(!tested);
}

CAF_TEST(a forgotten lookup tells nobody and lets go of its receiver) {
  io_thread thread{0};
  const auto told = std::make_shared<bool>(false);
  const slow_search search;
  {
    lookup tested{thread, search.blocking(), [told](const endpoints_found&) {
                    *told = true;
                  }};
    CAF_CHECK_EQUAL(told.use_count(), 2);
  }
  CAF_CHECK_EQUAL(told.use_count(), 1);
  search.wish->set_value();
  thread.turn(clock::duration::zero());
  CAF_CHECK(!*told);
}

CAF_TEST(an answer that is on its way already is forgotten as well) {
  io_thread thread{0};
  bool told = false;
  std::promise<void> posted;
  {
    // The search goes with its thread, after the answer.
    std::shared_ptr<void> last{nullptr, [&](void*) { posted.set_value(); }};
    lookup tested{
      thread, [last = std::move(last)] { return endpoints_found{}; },
      [&told](const endpoints_found&) { told = true; }};
    posted.get_future().wait();
  }
  thread.turn(clock::duration::zero());
  CAF_CHECK(!told);
}

CAF_TEST(neither the lookup nor its thread waits for a search) {
  const slow_search search;
  bool told = false;
  {
    io_thread thread{0};
    thread.start();
    std::optional<lookup> tested;
    std::promise<void> asked;
    thread.post([&] {
      tested.emplace(
        thread, search.blocking(),
        [&told](const endpoints_found&) { told = true; });
      asked.set_value();
    });
    asked.get_future().wait();
    search.begun->get_future().wait();
    thread.stop();
    tested.reset();
  }
  search.wish->set_value();
  CAF_CHECK(!told);
}
