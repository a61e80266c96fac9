#include "bench/load/scenario.hpp"

namespace troupe::bench {

std::unique_ptr<scenario> make_scenario(const bench_thread& with) {
  switch (with.run.chosen.mode) {
  case mode::idle:
    return make_idle(with);
  case mode::broadcast:
    return make_broadcast(with);
  case mode::echo:
    return make_echo(with);
  case mode::churn:
    return make_churn(with);
  case mode::mixed:
    return make_mixed(with);
  }
  return nullptr;
}

} // namespace troupe::bench
