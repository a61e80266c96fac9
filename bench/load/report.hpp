#pragma once

#include "bench/load/options.hpp"
#include "bench/load/results.hpp"
#include "bench/load/sheet.hpp"

namespace troupe::bench {

/// Prints the table, writes the JSON if it is wanted, and returns true if the
/// server did nothing wrong.
bool report(const options& chosen, const results& found);

/// What a run says of the connects, of their memory, of the CPUs.
void report_connects(sheet& to, const options& chosen, const results& found);
void report_memory(sheet& to, const options& chosen, const results& found);
void report_cpus(sheet& to, const options& chosen, const results& found);

/// What a run says of its own mode; true if nothing was wrong.
bool report_mode(sheet& to, const options& chosen, const results& found);

/// For printf().
constexpr unsigned long long ull(std::uint64_t value) noexcept {
  return value;
}

/// `a / b`, or 0 if there is no `b`.
constexpr double per(double a, double b) noexcept {
  return b > 0 ? a / b : 0;
}

} // namespace troupe::bench
