#pragma once

#include "actors/cluster/cluster.hpp"
#include "actors/cluster/user_registry.hpp"

#include "tests/support/actor_fixture.hpp"
#include "tests/support/room_fakes.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace troupe::tests {

/// Nodes that reach each other without a network: whoever is on the map
/// answers at once.
class fake_remoting final : public actors::remoting {
public:
  void dial(const std::string& address, reached done) override {
    const auto found = nodes.find(address);
    if (found == nodes.end() || cut.contains(address))
      done(nullptr, "nobody there");
    else
      done(caf::actor_cast<caf::strong_actor_ptr>(found->second), {});
  }
  void resolve(const std::string&, found done) override { done(names); }

  std::map<std::string, actors::cluster_actor> nodes; ///< by address
  std::set<std::string> cut;                          ///< out of reach
  std::vector<std::string> names; ///< what the DNS name stands for
};

/// One node as far as others see it: its cluster actor, its users.
struct fake_node {
  messages::peer::identity self;
  actors::cluster_actor cluster;
  actors::user_registry_actor users;
  fake_adapter rooms;
  adapter_actor adapter;
  journal heard;          ///< of users elsewhere
  actors::peer_node last; ///< that came up
};

/// A connection that has nothing to say.
struct silent final : caf::event_based_actor {
  using caf::event_based_actor::event_based_actor;
  caf::behavior make_behavior() override {
    return {[](int) {}};
  }
};

/// Several nodes in one actor system: who finds whom, who hears of what.
class cluster_fixture : public actor_fixture {
protected:
  ~cluster_fixture() override {
    reach.nodes.clear();
    for (auto& [name, node] : nodes_) {
      node->cluster = nullptr;
      node->users = nullptr;
      node->adapter = nullptr;
      node->last = {};
    }
    end_actors();
  }

  struct options {
    std::vector<std::string> seeds = {};
    std::string cookie = "secret";
    std::string cluster = "troupe";
    std::string dns = {};
    std::string address = {}; ///< empty = by name
  };

  /// Starts a node whose number is its place in order of start.
  fake_node& add(const std::string& name, options with) {
    auto& node = *(nodes_[name] = std::make_unique<fake_node>());
    const auto address =
      with.address.empty() ? name + ":1" : std::move(with.address);
    node.self = {name, address, ++last_number_};
    actors::cluster::setup setup;
    setup.greeter = actors::greeting{with.cluster, with.cookie, node.self};
    setup.seeds = with.seeds;
    setup.dns = with.dns;
    setup.reach = &reach;
    node.cluster = keep(sys.spawn<actors::cluster>(std::move(setup)));
    node.users =
      keep(sys.spawn<actors::user_registry>(actors::user_registry::surroundings{
        [&node](const user_entry& who, bool online) {
          node.heard.note((online ? "+" : "-") + who.user);
        },
        {},
        {},
        {}}));
    node.rooms.on_peer_up = [&node](const actors::peer_node& who) {
      node.last = who;
    };
    node.adapter = keep(node.rooms.spawn(sys));
    caf::anon_send(node.cluster, actors::users_placed{node.users});
    caf::anon_send(node.cluster, actors::adapter_placed{"/", node.adapter});
    reach.nodes[address] = node.cluster;
    caf::anon_send(node.cluster, actors::join_cluster{});
    settle();
    return node;
  }
  fake_node& add(const std::string& name, std::vector<std::string> seeds = {}) {
    return add(name, options{std::move(seeds)});
  }

  fake_node& node(const std::string& name) { return *nodes_.at(name); }

  /// A node that dies: its links end, and nobody answers at its address.
  void kill(const std::string& name) {
    auto& dead = node(name);
    reach.nodes.erase(dead.self.address);
    crash(dead.cluster);
    settle();
  }

  /// Ends the link that `of` has heard of last, as if its wire were cut.
  void drop_link(const std::string& of) { crash(node(of).last.link); }

  void online(const std::string& at, const std::string& user) {
    const auto by = keep(sys.spawn<silent>());
    caf::anon_send(
      node(at).users, actors::user_online{
                        {user, "/", "socket of " + user, {}},
                        caf::actor_cast<caf::strong_actor_ptr>(by)});
    settle();
  }
  void offline(const std::string& at, const std::string& user) {
    caf::anon_send(node(at).users, user_offline{"socket of " + user});
    settle();
  }

  /// "ann, bob", in the order of the alphabet.
  std::string users(const std::string& at) {
    auto asked =
      self->request(node(at).users, caf::infinite, list_users{"/", {}});
    settle();
    std::set<std::string> names;
    asked.receive(
      [&](const users_listed& all) {
        for (const auto& each : all.users)
          names.insert(each.user);
      },
      [this](caf::error& failed) { CAF_FAIL(sys.render(failed)); });
    journal told;
    for (const auto& name : names)
      told.note(name);
    return told.take();
  }

  static actors::ask_nodes question() {
    peer::question asked;
    asked.nsp = "/";
    return {asked};
  }
  /// "ann, bob; missing: c", as answered by all nodes within `patience`.
  std::string ask(const fake_node& at, std::chrono::milliseconds patience) {
    auto asked = self->request(at.users, caf::infinite, question());
    settle();
    if (patience.count() > 0)
      pass(patience);
    return answer_of(asked);
  }
  template <class Request>
  std::string answer_of(Request& asked) {
    CAF_REQUIRE(!self->mailbox().empty());
    std::set<std::string> names;
    journal missing;
    asked.receive(
      [&](const nodes_answered& all) {
        for (const auto& each : all.users)
          names.insert(each.user);
        for (const auto& each : all.missing)
          missing.note(each);
      },
      [this](caf::error& failed) { CAF_FAIL(sys.render(failed)); });
    journal told;
    for (const auto& name : names)
      told.note(name);
    return told.take() + "; missing: " + missing.take();
  }

  /// "b, c": the nodes that `at` has links to.
  std::string peers(const std::string& at) {
    std::set<std::string> names;
    for (const auto& line : describe(node(at).cluster))
      if (line.kind == "peer-link" && line.name.find(':') == std::string::npos)
        names.insert(line.name);
    journal told;
    for (const auto& name : names)
      told.note(name);
    return told.take();
  }

  fake_remoting reach;

private:
  std::map<std::string, std::unique_ptr<fake_node>> nodes_;
  std::uint32_t last_number_ = 0;
};

} // namespace troupe::tests
