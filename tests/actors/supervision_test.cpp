#define CAF_SUITE actors.supervision

#include "actors/hosting/supervision.hpp"

#include "tests/support/test.hpp"

using namespace troupe::actors;
using namespace std::chrono_literals;

using std::string;

namespace {

/// The delays, in ms, that crashes at these times lead to; `-`: given up.
string delays(const std::vector<std::chrono::milliseconds>& crashes) {
  restart_budget budget;
  string out;
  std::uint64_t restarts = 0;
  for (const auto at : crashes) {
    const auto delay = budget.crashed(restart_budget::clock::time_point{at});
    out += delay ? std::to_string(delay->count()) + ' ' : "- ";
    restarts += delay.has_value();
  }
  CAF_CHECK_EQUAL(budget.restarts(), restarts);
  return out;
}

} // namespace

CAF_TEST(restarts wait twice as long each time until none is left) {
  const struct {
    std::vector<std::chrono::milliseconds> crashes;
    string delays;
  } cases[] = {
    {{0s}, "20 "},
    {{0s, 0s, 0s, 0s, 0s, 0s, 0s}, "20 40 80 160 320 - - "},
    {{0s, 2s, 4s, 6s, 8s, 10s}, "20 40 80 160 320 - "},
    {{0s, 2s, 4s, 6s, 8s, 10'001ms}, "20 40 80 160 320 320 "},
    {{0s, 2s, 4s, 6s, 8s, 10s, 10'001ms}, "20 40 80 160 320 - 320 "},
    {{0s, 0s, 0s, 11s}, "20 40 80 20 "},
    {{0s, 11s, 22s, 33s, 44s, 55s, 66s}, "20 20 20 20 20 20 20 "},
    {{0s, 9s, 11s, 18s, 30s}, "20 40 40 80 20 "},
    {{0s, 0s, 0s, 0s, 0s, 1h}, "20 40 80 160 320 20 "},
  };
  for (const auto& c : cases)
    CAF_CHECK_EQUAL(delays(c.crashes), c.delays);
}
