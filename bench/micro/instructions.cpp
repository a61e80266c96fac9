#include "bench/micro/instructions.hpp"

#include "bench/micro/cases.hpp"

#include <nlohmann/json.hpp>
#include <unistd.h>
#include <valgrind/callgrind.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <optional>

namespace troupe::bench {

namespace {

constexpr int ok = 0;
constexpr int failed = 1;
constexpr int warm_ups = 3;
constexpr int counted = 100;

/// What callgrind wrote into its latest dump, which is taken away. Dumps are
/// numbered from 1 on.
std::optional<double> take_total() {
  static int number = 0;
  const auto file = "callgrind.out." + std::to_string(::getpid()) + '.' +
                    std::to_string(++number);
  constexpr std::string_view key = "totals: ";
  std::ifstream in{file};
  std::optional<double> total;
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(key))
      total = std::stod(line.substr(key.size()));
  std::remove(file.c_str());
  return total;
}

std::optional<double> count(const micro_case& what) {
  const auto run = what.set_up();
  for (int i = 0; i < warm_ups; ++i)
    run();
  CALLGRIND_ZERO_STATS;
  for (int i = 0; i < counted; ++i)
    run();
  CALLGRIND_DUMP_STATS_AT(what.name.c_str());
  const auto total = take_total();
  if (!total)
    return {};
  return *total / counted / static_cast<double>(what.operations);
}

} // namespace

int count_instructions(const std::string& file) {
  if (RUNNING_ON_VALGRIND == 0) {
    std::cerr << "bench-micro: instructions are counted by callgrind; run\n"
                 "  valgrind --tool=callgrind bench-micro --instructions "
              << file << "\nor node bench/micro.mjs --instructions\n";
    return failed;
  }
  auto all = nlohmann::json::array();
  for (const auto& each : all_cases()) {
    const auto instructions = count(each);
    if (!instructions) {
      std::cerr << "bench-micro: no dump of callgrind for " << each.name
                << ": leave its --callgrind-out-file as it is\n";
      return failed;
    }
    all.push_back({{"name", each.name}, {"instructions", *instructions}});
  }
  std::ofstream out{file};
  out << all.dump(2) << '\n';
  return out.flush() ? ok : failed;
}

} // namespace troupe::bench
