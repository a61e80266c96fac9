#define CAF_SUITE actors.cluster_wire

#include "actors/cluster/cluster.hpp"
#include "actors/cluster/user_registry.hpp"

#include "tests/support/actor_fixture.hpp"

#include <caf/io/middleman.hpp>

#define FAIL CAF_FAIL
#include "caf/test/io_dsl.hpp"
#undef FAIL

#include <set>
#include <string>

using namespace troupe::messages;
using namespace troupe::actors;

namespace {

/// A node's CAF: its messages, and a network that the test moves.
struct config : caf::actor_system_config {
  config() {
    add_message_types<caf::id_block::troupe>();
    load<caf::io::middleman>();
  }
};

/// One address, and who answers there: as the middleman found him.
struct one_way final : remoting {
  void dial(const std::string&, reached done) override {
    done(caf::actor_cast<caf::strong_actor_ptr>(there), there ? "" : "nobody");
  }
  void resolve(const std::string&, found done) override { done({}); }
  caf::actor there;
};

struct silent final : caf::event_based_actor {
  using caf::event_based_actor::event_based_actor;
  caf::behavior make_behavior() override {
    return {[](int) {}};
  }
};

using network = point_to_point_fixture<test_coordinator_fixture<config>>;

/// Two nodes with a CAF system each; what they say goes over CAF's wire.
struct fixture : network {
  struct node {
    planet_type& planet;
    one_way reach = {};
    cluster_actor cluster = {};
    user_registry_actor users = {};
    std::vector<caf::actor> others = {};
  };

  fixture() {
    prepare_connection(mars, earth, "mars", 8080);
    start(b, "b", 2, {});
    start(a, "a", 1, {"mars:8080"});
    // As something untyped: whose interface it has, both know.
    mars.publish(caf::actor_cast<caf::actor>(b.cluster), 8080);
    a.reach.there = earth.remote_actor("mars", 8080);
  }
  ~fixture() {
    for (auto* each : {&a, &b}) {
      caf::anon_send_exit(each->cluster, caf::exit_reason::user_shutdown);
      caf::anon_send_exit(each->users, caf::exit_reason::user_shutdown);
      for (const auto& other : each->others)
        caf::anon_send_exit(other, caf::exit_reason::user_shutdown);
      each->reach.there = nullptr;
    }
    settle();
  }

  void start(
    node& which, const std::string& name, std::uint32_t number,
    std::vector<std::string> seeds) {
    auto& sys = which.planet.sys;
    cluster::setup with;
    with.greeter = greeting{"troupe", "secret", {name, name + ":1", number}};
    with.seeds = std::move(seeds);
    with.reach = &which.reach;
    which.cluster = sys.spawn<cluster>(std::move(with));
    which.users = sys.spawn<user_registry>();
    caf::anon_send(which.cluster, users_placed{which.users});
    settle();
  }

  /// Moves all that can be moved without any time passing.
  void settle() {
    const auto advance = [](planet_type& each) {
      return each.sched.try_run_once() || each.mpx.read_data() ||
             each.mpx.try_exec_runnable() || each.mpx.try_accept_connection();
    };
    // A broker that has been served may have more to do only after a pause.
    for (int round = 0; round < 10; ++round)
      while (advance(earth) || advance(mars)) {}
  }

  void online(node& at, const std::string& user) {
    const auto by = at.planet.sys.spawn<silent>();
    at.others.push_back(by);
    caf::anon_send(
      at.users, user_online{
                  {user, "/", "socket of " + user, {"lobby"}},
                  caf::actor_cast<caf::strong_actor_ptr>(by)});
    settle();
  }

  std::set<std::string> users(node& at) {
    std::set<std::string> names;
    auto& self = at.planet.self;
    auto asked =
      self->request(at.users, caf::infinite, list_users{"/", "lobby"});
    settle();
    asked.receive(
      [&](const users_listed& all) {
        for (const auto& each : all.users)
          names.insert(each.user);
      },
      [](caf::error&) { CAF_ERROR("no list"); });
    return names;
  }

  node a{earth};
  node b{mars};
};

using names = std::set<std::string>;

} // namespace

CAF_TEST_FIXTURE_SCOPE(cluster_wire_tests, fixture)

  CAF_TEST(nodes greet each other and share their users over the wire) {
    online(a, "ann");
    online(b, "bob");
    CAF_CHECK(users(a) == names{"ann"});
    caf::anon_send(a.cluster, join_cluster{});
    settle();
    CAF_CHECK((users(a) == names{"ann", "bob"}));
    CAF_CHECK((users(b) == names{"ann", "bob"}));
    online(a, "cid");
    CAF_CHECK((users(b) == names{"ann", "bob", "cid"}));
  }

  CAF_TEST(a node that is killed takes its users along over the wire) {
    online(a, "ann");
    caf::anon_send(a.cluster, join_cluster{});
    settle();
    CAF_REQUIRE(users(b) == names{"ann"});
    caf::anon_send_exit(a.cluster, caf::exit_reason::kill);
    settle();
    CAF_CHECK(users(b) == names{});
  }

  CAF_TEST_FIXTURE_SCOPE_END()
