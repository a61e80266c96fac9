#include "tests/fuzz/target.hpp"

#include <cstdio>
#include <cstdlib>
#include <vector>

namespace troupe::fuzz {

namespace {

const target* last_made = nullptr;

} // namespace

target::target(std::string_view name, function run) noexcept
  : name_{name}
  , run_{run}
  , next_{last_made} {
  last_made = this;
}

const target* target::first() noexcept {
  return last_made;
}

void target::run(std::string_view input) const {
  const std::vector<char> exact(input.begin(), input.end());
  run_({exact.data(), exact.size()});
}

void require(bool holds, std::string_view rule) {
  if (holds)
    return;
  std::fprintf(
    stderr, "rule broken: %.*s\n", static_cast<int>(rule.size()), rule.data());
  std::abort();
}

} // namespace troupe::fuzz
