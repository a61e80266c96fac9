#include "actors/node.hpp"

#include "actors/hosting/tree_answer.hpp"

#include <algorithm>
#include <memory>
#include <utility>

// The tree of actors, for the log.

namespace troupe::actors {

namespace {

/// How many room lines of a tree are written; the rest is counted.
constexpr std::size_t most_lines = 1000;

void write_tree_line(const tree_node& line) {
  log::write(
    log::level::info, "actors", "actor-tree",
    {{"kind", line.kind},
     {"name", line.name},
     {"parent", line.parent},
     {"members", line.members},
     {"mailbox", line.mailbox},
     {"mailbox_highest", line.mailbox_highest},
     {"restarts", line.restarts}});
}

/// Writes the tree when the last actor that was asked has answered.
struct tree_log {
  explicit tree_log(tree_node root) { nodes.push_back(std::move(root)); }
  ~tree_log() {
    const auto& root = nodes.front();
    const auto shown = std::min(nodes.size(), most_lines);
    for (std::size_t i = 0; i < shown; ++i) {
      if (i > 0 && nodes[i].parent.empty())
        nodes[i].parent = root.kind + ":" + root.name;
      write_tree_line(nodes[i]);
    }
    log::info(
      "actors", "actor-tree-end",
      {{"actors", nodes.size()}, {"left_out", nodes.size() - shown}});
  }
  std::vector<tree_node> nodes;
};

} // namespace

void node::collect_tree() {
  tree_node root;
  root.kind = "node";
  root.name = around_.name;
  root.members = children_.size();
  root.mailbox = mailbox().size();
  root.mailbox_highest = mailbox_highest();
  const auto tree = std::make_shared<tree_log>(std::move(root));
  for (const auto& c : children_) {
    if (!c.actor)
      continue;
    // All of them answer `describe`; which of their interfaces is asked is
    // all the same.
    request(
      caf::actor_cast<user_registry_actor>(c.actor), 2 * describe_patience,
      describe{})
      .then(
        [tree, restarts = c.budget.restarts()](const described& told) {
          append_description(tree->nodes, told, restarts);
        },
        [](const caf::error&) {});
  }
}

} // namespace troupe::actors
