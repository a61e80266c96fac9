#pragma once

#include "bench/load/histogram.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace troupe::bench {

/// Where the figures go: a table on the standard output for people, and one
/// flat JSON object for programs.
class sheet {
public:
  /// Adds to the object, with six digits.
  void figure(const std::string& key, double value);
  void figure(const std::string& key, std::uint64_t value);
  void figure(const std::string& key, const std::vector<double>& values);
  void text(const std::string& key, const std::string& value);
  /// Adds count, mean, percentiles and maximum in microseconds of a histogram
  /// of nanoseconds.
  void latencies(const std::string& key, const histogram& values);

  /// Prints a line of the table, with the arguments of printf().
  [[gnu::format(printf, 3, 4)]] void
  line(const char* key, const char* format, ...) const;
  /// Prints one with percentiles, or nothing if the histogram is empty.
  void line(const char* key, const histogram& values) const;

  /// Writes the object to a file, or to the standard output for "-". Says what
  /// is wrong and returns false if it cannot.
  bool write(const std::string& file) const;

private:
  nlohmann::ordered_json json_ = nlohmann::ordered_json::object();
};

} // namespace troupe::bench
