#define CAF_SUITE actors.user_registry

#include "actors/cluster/user_registry.hpp"

#include "tests/support/actor_fixture.hpp"

using namespace troupe::tests;
using namespace troupe::messages;
using troupe::actors::user_online;

namespace {

struct silent final : caf::event_based_actor {
  using caf::event_based_actor::event_based_actor;
  caf::behavior make_behavior() override {
    return {[](int) {}};
  }
};

/// A user registry and two connections that have nothing to say.
struct fixture : actor_fixture {
  fixture() {
    for (auto* each : {&first, &second})
      *each = keep(sys.spawn<silent>());
    registry = keep(sys.spawn<troupe::actors::user_registry>(
      troupe::actors::user_registry::surroundings{
        {},
        [this](const std::string& nsp, const broadcast_ptr& what) {
          published = nsp;
          for (const auto& room : what->rooms)
            published += ' ' + room;
        },
        {},
        {}}));
  }
  ~fixture() override { end_actors(); }

  void online(
    const caf::actor& by, const std::string& user, const std::string& socket,
    std::vector<std::string> rooms = {}, const std::string& nsp = "/") {
    caf::anon_send(
      registry, user_online{
                  {user, nsp, socket, std::move(rooms)},
                  caf::actor_cast<caf::strong_actor_ptr>(by)});
    settle();
  }

  /// "user at socket, …" as the registry lists them.
  std::string list(std::optional<std::string> room = {}) {
    auto asked =
      self->request(registry, caf::infinite, list_users{"/", std::move(room)});
    settle();
    CAF_REQUIRE(!self->mailbox().empty());
    std::string told;
    asked.receive(
      [&told](const users_listed& all) {
        for (const auto& each : all.users)
          told +=
            (told.empty() ? "" : ", ") + each.user + " at " + each.socket_id;
      },
      [this](caf::error& failed) { CAF_FAIL(sys.render(failed)); });
    return told;
  }

  caf::actor first;
  caf::actor second;
  troupe::actors::user_registry_actor registry;
  std::string published; ///< namespace and rooms of the last broadcast
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(user_registry_tests, fixture)

  CAF_TEST(users are listed in the order in which they came) {
    CAF_CHECK_EQUAL(list(), "");
    online(second, "zoe", "s1");
    online(first, "ann", "s2");
    online(first, "zoe", "s3");
    CAF_CHECK_EQUAL(list(), "zoe at s1, ann at s2, zoe at s3");
  }

  CAF_TEST(users are listed by namespace and by room) {
    online(first, "ann", "s1", {"lobby", "den"});
    online(first, "bob", "s2", {"lobby"});
    online(second, "cid", "s3");
    online(second, "dee", "s4", {"den"}, "/other");
    CAF_CHECK_EQUAL(list(), "ann at s1, bob at s2, cid at s3");
    CAF_CHECK_EQUAL(list("lobby"), "ann at s1, bob at s2");
    CAF_CHECK_EQUAL(list("den"), "ann at s1");
    CAF_CHECK_EQUAL(list("attic"), "");
  }

  CAF_TEST(a socket that says so again keeps its place) {
    online(first, "ann", "s1", {"lobby"});
    online(second, "bob", "s2", {"lobby"});
    online(first, "eve", "s1", {"den"});
    CAF_CHECK_EQUAL(list(), "eve at s1, bob at s2");
    CAF_CHECK_EQUAL(list("lobby"), "bob at s2");
  }

  CAF_TEST(a user that goes offline is listed no more) {
    online(first, "ann", "s1");
    online(first, "bob", "s2");
    caf::anon_send(registry, user_offline{"s1"});
    caf::anon_send(registry, user_offline{"nobody"});
    settle();
    CAF_CHECK_EQUAL(list(), "bob at s2");
  }

  CAF_TEST(a connection that goes down takes its users along) {
    online(first, "ann", "s1");
    online(second, "bob", "s2");
    online(first, "cid", "s3");
    crash(first);
    CAF_CHECK_EQUAL(list(), "bob at s2");
  }

  CAF_TEST(a user of a connection that has gone before is not kept) {
    crash(first);
    online(first, "ann", "s1");
    CAF_CHECK_EQUAL(list(), "");
  }

  CAF_TEST(what is said to a user goes to all sockets of that user) {
    online(first, "ann", "s1");
    online(second, "bob", "s2");
    online(second, "ann", "s3");
    online(second, "ann", "s4", {}, "/other");
    const auto say_to = [this](const std::string& user) {
      published.clear();
      caf::anon_send(
        registry, troupe::actors::publish_to_user{
                    "/", user, std::make_shared<const broadcast>()});
      settle();
      return published;
    };
    CAF_CHECK_EQUAL(say_to("ann"), "/ s1 s3");
    CAF_CHECK_EQUAL(say_to("bob"), "/ s2");
    CAF_CHECK_EQUAL(say_to("nobody"), "");
  }

  CAF_TEST(a user registry describes itself) {
    online(first, "ann", "s1");
    online(first, "bob", "s2");
    const auto told = describe(registry);
    CAF_REQUIRE_EQUAL(told.size(), 1u);
    CAF_CHECK_EQUAL(told.front().kind, "user-registry");
    CAF_CHECK_EQUAL(told.front().members, 2u);
  }

  CAF_TEST_FIXTURE_SCOPE_END()
