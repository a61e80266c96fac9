#include "messages/tree.hpp"

#include "messages/tree_rows.hpp"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <tuple>
#include <utility>

namespace troupe::messages {

namespace {

auto busy(const tree_node& of) {
  return std::tie(of.bytes, of.per_second, of.members);
}

void add(tree_node& sum, const tree_node& one) {
  sum.count += one.count;
  sum.members += one.members;
  sum.bytes += one.bytes;
  sum.mailbox += one.mailbox;
  sum.mailbox_highest = std::max(sum.mailbox_highest, one.mailbox_highest);
  sum.restarts += one.restarts;
  sum.age_ms = std::max(sum.age_ms, one.age_ms);
  sum.handled += one.handled;
  sum.per_second += one.per_second;
  sum.p50_us = std::max(sum.p50_us, one.p50_us);
  sum.p99_us = std::max(sum.p99_us, one.p99_us);
}

/// Names of clients need not be UTF-8.
std::string dump(const nlohmann::ordered_json& what) {
  return what.dump(
    -1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

} // namespace

void keep_busiest(
  std::vector<tree_node>& all, std::string_view kind, std::size_t top,
  std::string rest) {
  const auto others = std::stable_partition(
    all.begin(), all.end(), [&](const auto& one) { return one.kind != kind; });
  if (static_cast<std::size_t>(std::distance(others, all.end())) <= top)
    return;
  const auto left = others + static_cast<std::ptrdiff_t>(top);
  std::nth_element(others, left, all.end(), [](const auto& a, const auto& b) {
    return busy(a) > busy(b);
  });
  std::sort(others, left, [](const auto& a, const auto& b) {
    return busy(a) > busy(b);
  });
  tree_node sum;
  sum.kind = kind;
  sum.name = std::move(rest);
  sum.parent = left->parent;
  sum.count = 0;
  for (auto each = left; each != all.end(); ++each)
    add(sum, *each);
  all.erase(left, all.end());
  all.push_back(std::move(sum));
}

nlohmann::ordered_json to_row(const tree_node& one, const std::string& node) {
  return {
    {"node", node},
    {"kind", one.kind},
    {"name", one.name},
    {"parent", one.parent},
    {"count", one.count},
    {"members", one.members},
    {"bytes", one.bytes},
    {"mailbox", one.mailbox},
    {"mailbox_highest", one.mailbox_highest},
    {"restarts", one.restarts},
    {"age_ms", one.age_ms},
    {"handled", one.handled},
    {"per_second", one.per_second},
    {"p50_us", one.p50_us},
    {"p99_us", one.p99_us}};
}

std::string
to_json(const std::vector<tree_node>& all, const std::string& node) {
  auto rows = nlohmann::ordered_json::array();
  for (const auto& one : all)
    rows.push_back(to_row(one, node));
  return dump(rows);
}

} // namespace troupe::messages
