#include "app/ctl/table.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace troupe::app {

namespace {

/// An actor's name is unique on its node.
using actor_id = std::pair<std::string, std::string>;

actor_id id_of(const row& one) {
  return {
    one.value("node", ""), one.value("kind", "") + ":" + one.value("name", "")};
}

/// Walks the tree from the top, and draws it into the first column.
class drawing {
public:
  explicit drawing(const std::vector<row>& rows)
    : rows_{rows} {
    for (const auto& one : rows)
      children_[{one.value("node", ""), one.value("parent", "")}].push_back(
        &one);
    // Actors answer in any order: one kind after another reads the same each
    // time, and within a kind the busiest stay first.
    for (auto& [parent, all] : children_)
      std::stable_sort(
        all.begin(), all.end(), [](const row* left, const row* right) {
          return left->value("kind", "") < right->value("kind", "");
        });
  }

  std::vector<row> lines() {
    for (const auto& one : rows_)
      if (one.value("parent", "").empty())
        draw(one, "", "");
    for (const auto& one : rows_)
      if (!drawn_.contains(&one))
        draw(one, "", "");
    return std::move(lines_);
  }

private:
  /// No deeper than supervision goes, whatever the rows say.
  void
  draw(const row& one, const std::string& before, const std::string& below) {
    if (!drawn_.insert(&one).second)
      return;
    row line;
    line["actor"] =
      before + one.value("kind", "") + " " + one.value("name", "");
    for (const auto& [key, value] : one.items())
      if (key != "node" && key != "kind" && key != "name" && key != "parent")
        line[key] = value;
    lines_.push_back(std::move(line));
    const auto found = children_.find(id_of(one));
    if (found == children_.end())
      return;
    for (const auto* each : found->second) {
      const bool last = each == found->second.back();
      draw(
        *each, below + (last ? "└─ " : "├─ "), below + (last ? "   " : "│  "));
    }
  }

  const std::vector<row>& rows_;
  std::map<actor_id, std::vector<const row*>> children_;
  std::set<const row*> drawn_;
  std::vector<row> lines_;
};

} // namespace

std::string to_tree(const std::vector<row>& rows) {
  return to_table(drawing{rows}.lines());
}

} // namespace troupe::app
