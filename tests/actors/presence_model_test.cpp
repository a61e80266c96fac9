#define CAF_SUITE actors.presence_model

#include "actors/cluster/presence.hpp"

#include "messages/peer.hpp"
#include "tests/support/test.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <random>
#include <utility>

using namespace troupe::actors;
using namespace troupe::messages;

using std::string;

namespace {

constexpr std::uint32_t nodes = 3;

/// What a registry hears about one of the others, in order: its link stands,
/// news over the link, the link has ended.
struct event {
  enum class kind { up, news, down } what = kind::news;
  unsigned link = 0;
  peer::users_news news;
};
using way = std::deque<event>;

/// What the registry of a node does, without being an actor.
struct registry {
  presence table;
  std::map<std::uint32_t, unsigned> links; ///< by node
  /// Whom the others have brought, as far as has been announced.
  std::map<string, user_entry> announced;
  std::size_t announcements = 0;
  bool wrong = false; ///< it has announced what was no change

  void came(const user_entry& who) {
    wrong |= !announced.emplace(who.socket_id, who).second;
    ++announcements;
  }
  void gone(const user_entry& who) {
    wrong |= announced.erase(who.socket_id) == 0;
    ++announcements;
  }
  void take(std::uint32_t from, const peer::users_news& news) {
    if (news.all) {
      const auto changed = table.replace_node(from, news.online);
      std::for_each(
        changed.gone.begin(), changed.gone.end(),
        [this](const auto& who) { gone(who); });
      std::for_each(
        changed.came.begin(), changed.came.end(),
        [this](const auto& who) { came(who); });
    }
    for (const auto& who : news.online)
      if (!news.all && table.put(who, {from, 0}))
        came(who);
    for (const auto& id : news.offline)
      if (const auto who = table.erase(id, from))
        gone(*who);
  }
};

/// Nodes whose users come and go, and links between each two of them.
class cluster {
public:
  /// Something happens somewhere. Links break or not.
  void happen(bool links_break) {
    const auto node = below(nodes), other = (node + 1 + below(2)) % nodes;
    const auto kind = below(links_break ? 40 : 39);
    if (kind < 12)
      hear(node, other);
    else if (kind < 30)
      change(node);
    else if (kind < 39)
      connect(node, other);
    else
      disconnect(node, other);
  }

  /// All links stand and all has been heard.
  void settle() {
    for (std::uint32_t node = 0; node < nodes; ++node)
      connect(node, (node + 1) % nodes);
    bool heard = true;
    while (std::exchange(heard, false))
      for (const auto& [between, way] : ways_)
        heard |= hear(between.second, between.first);
  }

  /// True if nobody has ever announced what was no change.
  bool right() const {
    return std::none_of(
      all_.begin(), all_.end(), [](const auto& each) { return each.wrong; });
  }

  /// True if all nodes know the same, and have announced that and no more.
  bool equal() const {
    for (const auto& each : all_) {
      std::size_t known = 0;
      for (std::uint32_t node = 0; node < nodes; ++node)
        if (&all_[node] != &each) {
          if (
            by_socket(each.table.of_node(node + 1)) !=
            by_socket(all_[node].table.of_node(0)))
            return false;
          known += each.table.of_node(node + 1).size();
        }
      if (
        each.announced.size() != known ||
        known + each.table.of_node(0).size() != each.table.size())
        return false;
    }
    return true;
  }

  std::size_t announcements() const {
    std::size_t sum = 0;
    for (const auto& each : all_)
      sum += each.announcements;
    return sum;
  }
  /// How often a user has come or gone.
  std::size_t changes() const { return changes_; }

private:
  std::uint32_t below(std::uint32_t n) { return random_() % n; }
  unsigned& link(std::uint32_t a, std::uint32_t b) {
    return links_[std::minmax(a, b)];
  }

  static std::map<string, user_entry> by_socket(presence::entries entries) {
    std::map<string, user_entry> all;
    for (auto& each : entries)
      all.emplace(each.socket_id, each);
    return all;
  }

  void connect(std::uint32_t a, std::uint32_t b) {
    if (link(a, b) != 0)
      return;
    link(a, b) = ++last_link_;
    ways_[{a, b}].push_back({event::kind::up, last_link_, {}});
    ways_[{b, a}].push_back({event::kind::up, last_link_, {}});
  }

  /// What is on the way may be lost with the link.
  void disconnect(std::uint32_t a, std::uint32_t b) {
    if (link(a, b) == 0)
      return;
    for (auto* way : {&ways_[{a, b}], &ways_[{b, a}]}) {
      while (!way->empty() && way->back().what == event::kind::news &&
             below(4) > 0)
        way->pop_back();
      way->push_back({event::kind::down, link(a, b), {}});
    }
    link(a, b) = 0;
  }

  void send(std::uint32_t from, std::uint32_t to, peer::users_news news) {
    const auto by = all_[from].links.at(to);
    if (by == link(from, to))
      ways_[{from, to}].push_back({event::kind::news, by, std::move(news)});
  }

  void tell(std::uint32_t node, const peer::users_news& news) {
    for (const auto& [other, by] : all_[node].links)
      send(node, other, news);
  }

  /// `node` hears the next of `other`; false if there is nothing.
  bool hear(std::uint32_t node, std::uint32_t other) {
    auto& way = ways_[{other, node}];
    if (way.empty())
      return false;
    const auto next = std::move(way.front());
    way.pop_front();
    auto& self = all_[node];
    if (next.what == event::kind::up) {
      self.links[other] = next.link;
      send(node, other, {true, self.table.of_node(0), {}, true});
    } else if (next.what == event::kind::down) {
      self.links.erase(other);
      for (const auto& who : self.table.erase_node(other + 1))
        self.gone(who);
    } else {
      self.take(other + 1, next.news);
      if (next.news.wants)
        send(node, other, {true, self.table.of_node(0), {}, false});
    }
    return true;
  }

  /// A user of `node` comes, goes, or is in other rooms.
  void change(std::uint32_t node) {
    auto& table = all_[node].table;
    const auto socket = below(12), step = below(1'000);
    const auto id = std::to_string(node) + '-' + std::to_string(socket);
    if (below(3) > 0) {
      const user_entry who{"u" + id, "/", id, {std::to_string(step)}};
      changes_ += table.put(who, {0, socket % 5});
      tell(node, {false, {who}, {}, false});
    } else if (below(4) > 0) {
      changes_ += table.erase(id, 0).has_value();
      tell(node, {false, {}, {id}, false});
    } else {
      peer::users_news gone;
      for (const auto& who : table.erase_owner({0, socket % 5}))
        gone.offline.push_back(who.socket_id);
      changes_ += gone.offline.size();
      tell(node, gone);
    }
  }

  std::mt19937 random_{20'251'123};
  std::array<registry, nodes> all_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, way> ways_; ///< from, to
  std::map<std::pair<std::uint32_t, std::uint32_t>, unsigned> links_;
  unsigned last_link_ = 0;
  std::size_t changes_ = 0;
};

} // namespace

CAF_TEST(while links stand each change is announced once on each other node) {
  cluster all;
  all.settle();
  for (int round = 0; round < 200; ++round) {
    for (int step = 0; step < 100; ++step)
      all.happen(false);
    CAF_REQUIRE(all.right());
    all.settle();
    CAF_REQUIRE(all.equal());
    CAF_REQUIRE_EQUAL(all.announcements(), all.changes() * (nodes - 1));
  }
  CAF_CHECK_GREATER(all.changes(), 1'000u);
}

CAF_TEST(whatever links break all nodes know the same in the end) {
  cluster all;
  for (int round = 0; round < 500; ++round) {
    for (int step = 0; step < 100; ++step) {
      all.happen(true);
      CAF_REQUIRE(all.right());
    }
    all.settle();
    CAF_REQUIRE(all.right());
    CAF_REQUIRE(all.equal());
  }
}
