#define CAF_SUITE config.metrics_names

#include "config/metrics.hpp"

#include "tests/support/test.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

using namespace troupe;

// docs/metrics.md and the code have the same metrics.

namespace {

/// Type and labels, by name.
using table = std::map<std::string, std::string>;

std::string join(std::vector<std::string> words) {
  std::string all;
  for (const auto& word : words)
    all += (all.empty() ? "" : ", ") + word;
  return all;
}

/// Cuts `| a | b |` into its cells.
std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> all;
  std::istringstream rest{line.substr(1)};
  for (std::string cell; std::getline(rest, cell, '|');) {
    const auto begin = cell.find_first_not_of(" `");
    const auto end = cell.find_last_not_of(" `");
    all.push_back(
      begin == std::string::npos ? "" : cell.substr(begin, end - begin + 1));
  }
  return all;
}

table documented() {
  std::ifstream file{TROUPE_SOURCE_DIR "/docs/metrics.md"};
  table all;
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("| `")) {
      const auto row = cells(line);
      all[row.at(0)] = row.at(1) + ": " + row.at(2);
    }
  return all;
}

/// The names of the labels in `name{a="x",b="y"} 1`, but for a bucket's bound.
std::string labels_of(const std::string& sample) {
  std::vector<std::string> names;
  auto at = sample.find('{');
  while (at != std::string::npos) {
    const auto equals = sample.find("=\"", at);
    if (equals == std::string::npos)
      break;
    const auto name = sample.substr(at + 1, equals - at - 1);
    if (name != "le")
      names.push_back(name);
    at = sample.find("\",", equals);
    at = at == std::string::npos ? at : at + 1;
  }
  return join(names);
}

table written() {
  std::istringstream text{metrics::exposition()};
  table all;
  std::string name;
  for (std::string line; std::getline(text, line);) {
    std::istringstream words{line};
    std::string hash, what, type;
    words >> hash >> what >> name >> type;
    if (hash != "#" || what != "TYPE")
      continue;
    std::getline(text, line);
    all[name] = type + ": " + labels_of(line);
  }
  return all;
}

} // namespace

CAF_TEST(the document names every metric with its type and labels) {
  const auto ours = written();
  const auto theirs = documented();
  CAF_CHECK(ours.size() > 30);
  for (const auto& [name, what] : ours)
    CAF_CHECK_EQUAL(
      name + " " + what,
      name + " " + (theirs.contains(name) ? theirs.at(name) : "is missing"));
  for (const auto& [name, what] : theirs)
    CAF_CHECK_EQUAL(ours.contains(name) ? name : "no " + name, name);
}
