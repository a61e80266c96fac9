#define CAF_SUITE actors.cluster

#include "actors/cluster/cluster.hpp"

#include "tests/support/cluster_fixture.hpp"

using namespace troupe::tests;
using namespace std::chrono_literals;

namespace actors = troupe::actors;

CAF_TEST_FIXTURE_SCOPE(cluster_tests, cluster_fixture)

  CAF_TEST(a node without others is alone) {
    add("a");
    online("a", "ann");
    CAF_CHECK_EQUAL(peers("a"), "");
    CAF_CHECK_EQUAL(users("a"), "ann");
  }

  CAF_TEST(nodes find each other through one that all know) {
    add("b");
    add("a", {"b:1"});
    add("d", {"b:1"});
    add("c", {"b:1"});
    CAF_CHECK_EQUAL(peers("a"), "b, c, d");
    CAF_CHECK_EQUAL(peers("b"), "a, c, d");
    CAF_CHECK_EQUAL(peers("c"), "a, b, d");
    CAF_CHECK_EQUAL(peers("d"), "a, b, c");
  }

  CAF_TEST(a seed may start later and as often as it likes) {
    add("a", {"b:1"});
    pass(10s);
    CAF_CHECK_EQUAL(peers("a"), "");
    add("b");
    pass(3s);
    CAF_CHECK_EQUAL(peers("a"), "b");
    kill("b");
    CAF_CHECK_EQUAL(peers("a"), "");
    pass(60s);
    add("b");
    pass(3s);
    CAF_CHECK_EQUAL(peers("a"), "b");
    CAF_CHECK_EQUAL(peers("b"), "a");
  }

  CAF_TEST(a name of several addresses is as good as seeds) {
    reach.names = {"a:1", "b:1"};
    add("a", options{{}, "secret", "troupe", "all:1"});
    add("b", options{{}, "secret", "troupe", "all:1"});
    CAF_CHECK_EQUAL(peers("a"), "b");
    add("c", options{{}, "secret"});
    reach.names.push_back("c:1");
    pass(6s);
    CAF_CHECK_EQUAL(peers("a"), "b, c");
    CAF_CHECK_EQUAL(peers("c"), "a, b");
  }

  CAF_TEST(a node that is known by two addresses gets one link) {
    add("b");
    reach.nodes["alias:1"] = node("b").cluster;
    add("a", {"alias:1", "b:1"});
    pass(10s);
    CAF_CHECK_EQUAL(peers("a"), "b");
    CAF_CHECK_EQUAL(peers("b"), "a");
  }

  CAF_TEST(a node among its own seeds does not link to itself) {
    auto& a = add("a", {"a:1", "alias:1"});
    reach.nodes["alias:1"] = a.cluster;
    pass(10s);
    CAF_CHECK_EQUAL(peers("a"), "");
  }

  CAF_TEST(strangers are refused) {
    add("a");
    const struct {
      const char* why;
      options with;
    } strangers[] = {
      {"another cookie", {{"a:1"}, "guess"}},
      {"another cluster", {{"a:1"}, "secret", "other"}},
    };
    for (const auto& stranger : strangers) {
      CAF_MESSAGE(stranger.why);
      add("b", stranger.with);
      online("b", "eve");
      pass(5s);
      CAF_CHECK_EQUAL(peers("a"), "");
      CAF_CHECK_EQUAL(peers("b"), "");
      CAF_CHECK_EQUAL(users("a"), "");
      kill("b");
    }
  }

  CAF_TEST(a name that is taken is refused and the first one stays) {
    add("a");
    add("b", {"a:1"});
    online("b", "ann");
    CAF_REQUIRE_EQUAL(users("a"), "ann");
    // Not by the name that the fixture knows it by, but by what it says.
    actors::cluster::setup twin;
    twin.greeter = actors::greeting{"troupe", "secret", {"b", "twin:1", 99}};
    twin.seeds = {"a:1"};
    twin.reach = &reach;
    const auto second = keep(sys.spawn<actors::cluster>(std::move(twin)));
    caf::anon_send(second, actors::join_cluster{});
    pass(10s);
    CAF_CHECK_EQUAL(describe(second).size(), 1u); // itself
    CAF_CHECK_EQUAL(peers("a"), "b");
    CAF_CHECK_EQUAL(users("a"), "ann");
  }

  CAF_TEST(users are known on every node and change everywhere) {
    add("a");
    online("a", "ann");
    add("b", {"a:1"});
    online("b", "bob");
    add("c", {"a:1"});
    online("c", "cid");
    for (const auto* at : {"a", "b", "c"})
      CAF_CHECK_EQUAL(users(at), "ann, bob, cid");
    offline("b", "bob");
    for (const auto* at : {"a", "b", "c"})
      CAF_CHECK_EQUAL(users(at), "ann, cid");
    CAF_CHECK_EQUAL(node("a").heard.take(), "+bob, +cid, -bob");
    CAF_CHECK_EQUAL(node("b").heard.take(), "+ann, +cid");
    CAF_CHECK_EQUAL(node("c").heard.take(), "+ann, +bob, -bob");
  }

  CAF_TEST(users of a node that dies are gone once and for all) {
    add("a");
    add("b", {"a:1"});
    add("c", {"a:1"});
    online("c", "cid");
    online("c", "dee");
    CAF_REQUIRE_EQUAL(users("a"), "cid, dee");
    node("a").heard.take();
    kill("c");
    CAF_CHECK_EQUAL(users("a"), "");
    CAF_CHECK_EQUAL(users("b"), "");
    CAF_CHECK_EQUAL(node("a").heard.take(), "-cid, -dee");
    pass(60s);
    CAF_CHECK_EQUAL(node("a").heard.take(), "");
  }

  CAF_TEST(a link that is lost comes back with all there is to know) {
    auto& a = add("a");
    add("b", {"a:1"});
    online("a", "ann");
    online("b", "bob");
    a.heard.take();
    for (int round = 0; round < 3; ++round) {
      CAF_MESSAGE(round);
      reach.cut = {"a:1", "b:1"};
      drop_link("a");
      CAF_CHECK_EQUAL(a.heard.take(), "-bob");
      CAF_CHECK_EQUAL(users("a"), "ann");
      offline("b", "bob");
      online("b", "bob");
      reach.cut.clear();
      pass(3s);
      CAF_CHECK_EQUAL(peers("a"), "b");
      CAF_CHECK_EQUAL(peers("b"), "a");
      CAF_CHECK_EQUAL(users("a"), "ann, bob");
      CAF_CHECK_EQUAL(users("b"), "ann, bob");
      CAF_CHECK_EQUAL(a.heard.take(), "+bob");
    }
  }

  CAF_TEST(a user registry that starts anew learns of all nodes again) {
    auto& a = add("a");
    add("b", {"a:1"});
    online("b", "bob");
    crash(a.users);
    a.users = keep(sys.spawn<actors::user_registry>());
    caf::anon_send(a.cluster, actors::users_placed{a.users});
    settle();
    CAF_CHECK_EQUAL(users("a"), "bob");
    offline("b", "bob");
    CAF_CHECK_EQUAL(users("a"), "");
  }

  CAF_TEST(all nodes answer a question and who does not is named) {
    auto& a = add("a");
    auto& b = add("b", {"a:1"});
    add("c", {"a:1"});
    online("a", "ann");
    online("b", "bob");
    online("c", "cid");
    CAF_CHECK_EQUAL(ask(a, {}), "ann, bob, cid; missing: ");
    caf::anon_send(b.cluster, actors::users_placed{});
    settle();
    CAF_CHECK_EQUAL(ask(a, 2s), "ann, cid; missing: b");
    kill("c");
    CAF_CHECK_EQUAL(ask(a, 2s), "ann; missing: b");
  }

  CAF_TEST(a node that goes before it answers is missing at once) {
    auto& a = add("a");
    auto& b = add("b", {"a:1"});
    caf::anon_send(b.cluster, actors::users_placed{});
    settle();
    auto asked = self->request(a.users, caf::infinite, question());
    settle();
    CAF_CHECK(self->mailbox().empty());
    kill("b");
    CAF_CHECK_EQUAL(answer_of(asked), "; missing: b");
  }

  CAF_TEST(a node that leaves is gone once all has been said) {
    add("a");
    auto& b = add("b", {"a:1"});
    online("b", "bob");
    offline("b", "bob");
    auto asked =
      self->request(b.cluster, caf::infinite, actors::leave_cluster{});
    settle();
    pass(1s);
    bool left = false;
    asked.receive(
      [&](actors::cluster_left) { left = true; },
      [this](caf::error& failed) { CAF_FAIL(sys.render(failed)); });
    CAF_CHECK(left);
    CAF_CHECK_EQUAL(peers("a"), "");
    CAF_CHECK_EQUAL(users("a"), "");
  }

  CAF_TEST_FIXTURE_SCOPE_END()
