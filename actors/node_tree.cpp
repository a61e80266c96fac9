#include "actors/node.hpp"

#include "actors/hosting/tree_answer.hpp"

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

// The tree of a node's actors.

namespace troupe::actors {

namespace {

/// How many lines of a tree are written to the log; the rest is counted.
constexpr std::size_t most_lines = 1000;

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

} // namespace troupe::actors
