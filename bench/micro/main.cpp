// Measures pieces of the server by themselves: their time, with the flags of
// Google Benchmark, or with `--instructions FILE`, under callgrind, how many
// instructions they take.

#include "bench/micro/cases.hpp"
#include "bench/micro/instructions.hpp"

#include <benchmark/benchmark.h>

#include <iostream>
#include <string_view>

namespace {

constexpr int bad_usage = 2;

/// By the wall clock: some bodies wait for another thread that works.
void register_case(const troupe::bench::micro_case& what) {
  benchmark::RegisterBenchmark(
    what.name.c_str(),
    [&what](benchmark::State& state) {
      const auto run = what.set_up();
      for (auto _ : state)
        run();
      state.SetItemsProcessed(
        state.iterations() * static_cast<std::int64_t>(what.operations));
    })
    ->UseRealTime();
}

} // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view{argv[1]} == "--instructions") {
    if (argc == 3)
      return troupe::bench::count_instructions(argv[2]);
    std::cerr << "usage: bench-micro --instructions FILE\n";
    return bad_usage;
  }
  for (const auto& each : troupe::bench::all_cases())
    register_case(each);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv))
    return bad_usage;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
