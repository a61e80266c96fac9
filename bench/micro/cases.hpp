#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace troupe::bench {

/// Runs what is measured once; owns what that needs.
using body = std::function<void()>;

/// One thing that is measured: its time by Google Benchmark, its instructions
/// by callgrind.
struct micro_case {
  std::string name;
  std::function<body()> set_up; ///< is not measured
  std::size_t operations = 1;   ///< in one run of the body
};

/// Adds the cases of a field to a table.
void add_codec_cases(std::vector<micro_case>& to);
void add_frame_cases(std::vector<micro_case>& to);
void add_fan_out_cases(std::vector<micro_case>& to);
void add_actor_cases(std::vector<micro_case>& to);

/// The one table that both ways of measuring go through.
const std::vector<micro_case>& all_cases();

} // namespace troupe::bench
