#include "bench/load/measurement.hpp"
#include "bench/load/options.hpp"
#include "bench/load/report.hpp"

#include <iostream>

#include <sys/resource.h>

namespace {

constexpr int good = 0;
constexpr int bad_server = 1;
constexpr int bad_usage = 2;

/// Raises the limit of open descriptors as far as it goes and returns it.
std::uint64_t raise_descriptors() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_max;
}

} // namespace

int main(int argc, char** argv) {
  namespace bench = troupe::bench;
  auto parsed = bench::parse_options(argc, argv, std::cout, std::cerr);
  if (const auto* code = std::get_if<int>(&parsed))
    return *code;
  auto& chosen = std::get<bench::options>(parsed);
  if (const auto wrong = bench::complete(chosen, raise_descriptors())) {
    std::cerr << "sioload: " << *wrong << '\n';
    return bad_usage;
  }
  bench::measurement::install_signals();
  bench::measurement run{chosen};
  run.run();
  return bench::report(chosen, run.found()) ? good : bad_server;
}
