#include "actors/node.hpp"

#include "actors/hosting/tree_answer.hpp"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <memory>
#include <utility>

// What a node tells about itself: the tree of its actors, and whether they are
// well.

namespace troupe::actors {

namespace {

/// How many lines of a tree are written to the log; the rest is counted.
constexpr std::size_t most_lines = 1000;
/// Whoever has not said so by then is not well.
constexpr auto pulse_patience = std::chrono::milliseconds{800};

void write_tree_line(const tree_node& line) {
  log::write(
    log::level::info, "actors", "actor-tree",
    {{"kind", line.kind},
     {"name", line.name},
     {"parent", line.parent},
     {"count", line.count},
     {"members", line.members},
     {"bytes", line.bytes},
     {"mailbox", line.mailbox},
     {"mailbox_highest", line.mailbox_highest},
     {"restarts", line.restarts},
     {"age_ms", line.age_ms},
     {"handled", line.handled},
     {"per_second", line.per_second},
     {"p50_us", line.p50_us},
     {"p99_us", line.p99_us}});
}

void write_tree(const std::vector<tree_node>& all) {
  const auto shown = std::min(all.size(), most_lines);
  for (std::size_t i = 0; i < shown; ++i)
    write_tree_line(all[i]);
  log::info(
    "actors", "actor-tree-end",
    {{"actors", all.size()}, {"left_out", all.size() - shown}});
}

/// Tells when the last actor that was asked has answered, or has not in time.
struct tree_collection {
  tree_collection(tree_node root, collect_tree what)
    : asked{std::move(what)} {
    nodes.push_back(std::move(root));
  }
  tree_collection(const tree_collection&) = delete;
  tree_collection& operator=(const tree_collection&) = delete;
  ~tree_collection() {
    for (std::size_t i = 1; i < nodes.size(); ++i)
      if (nodes[i].parent.empty())
        nodes[i].parent = nodes.front().id();
    asked.done(nodes);
  }

  const collect_tree asked;
  std::vector<tree_node> nodes;
};

/// Tells once all have let go of it, or when it is told that time is over.
struct pulse {
  explicit pulse(std::function<void(bool)> whom)
    : told{std::move(whom)} {}
  pulse(const pulse&) = delete;
  pulse& operator=(const pulse&) = delete;
  ~pulse() { tell(true); }
  void tell(bool well) {
    if (!done.exchange(true))
      told(well);
  }

  const std::function<void(bool)> told;
  std::atomic<bool> done{false};
};

} // namespace

void node::log_whole_tree() {
  collect({around_.tree_top, write_tree});
}

void node::collect(const collect_tree& m) {
  auto root = portrait(around_.name);
  root.members = children_.size();
  const auto tree = std::make_shared<tree_collection>(std::move(root), m);
  for (const auto& c : children_) {
    if (!c.actor)
      continue;
    // All of them answer `describe`; which of their interfaces is asked is
    // all the same.
    request(
      caf::actor_cast<user_registry_actor>(c.actor), 2 * describe_patience,
      describe{m.top})
      .then(
        [tree, restarts = c.budget.restarts()](const described& told) {
          append_description(tree->nodes, told, restarts);
        },
        [](const caf::error&) {});
  }
}

user_registry::tree_teller node::tree_teller() {
  return [self = caf::actor_cast<caf::actor_addr>(this), name = around_.name](
           const std::string& top,
           const std::function<void(const answer_text&)>& answer) {
    std::size_t wanted = describe{}.top;
    std::from_chars(top.data(), top.data() + top.size(), wanted);
    wanted = std::min(wanted, describe::most);
    if (const auto to = caf::actor_cast<node_actor>(self))
      caf::anon_send(
        to, collect_tree{wanted, [answer, name](const auto& all) {
                           answer({messages::to_json(all, name), {}});
                         }});
  };
}

/// Each I/O thread has to come to it, and one actor on CAF's scheduler.
void node::feel_pulse(const check_pulse& m) {
  const auto all = std::make_shared<pulse>(m.done);
  const std::weak_ptr<pulse> late{all};
  for (auto* each : around_.threads)
    each->unit.thread().post([all] {});
  delayed_send(this, pulse_patience, pulse_overdue{[late] {
                 if (const auto still = late.lock())
                   still->tell(false);
               }});
  if (const auto users = users_now())
    request(users, pulse_patience, describe{0})
      .then(
        [all](const described&) {},
        [all](const caf::error&) { all->tell(false); });
}

} // namespace troupe::actors
