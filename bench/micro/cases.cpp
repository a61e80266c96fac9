#include "bench/micro/cases.hpp"

namespace troupe::bench {

const std::vector<micro_case>& all_cases() {
  static const auto all = [] {
    std::vector<micro_case> made;
    // What it costs to call a body: part of all others.
    made.push_back({"nothing", [] { return [] {}; }});
    add_codec_cases(made);
    add_frame_cases(made);
    add_fan_out_cases(made);
    add_actor_cases(made);
    return made;
  }();
  return all;
}

} // namespace troupe::bench
