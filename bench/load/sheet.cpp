#include "bench/load/sheet.hpp"

#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>

namespace troupe::bench {

namespace {

nlohmann::ordered_json rounded(double value) {
  if (!std::isfinite(value))
    return 0;
  if (value == std::floor(value) && std::fabs(value) < 1e15)
    return static_cast<std::int64_t>(value);
  char digits[64];
  std::snprintf(digits, sizeof digits, "%.6g", value);
  return std::strtod(digits, nullptr);
}

double microseconds(double ns) noexcept {
  return ns / 1e3;
}

} // namespace

void sheet::figure(const std::string& key, double value) {
  json_[key] = rounded(value);
}

void sheet::figure(const std::string& key, std::uint64_t value) {
  json_[key] = value;
}

void sheet::figure(const std::string& key, const std::vector<double>& values) {
  auto& list = json_[key] = nlohmann::ordered_json::array();
  for (const auto value : values)
    list.push_back(rounded(value));
}

void sheet::text(const std::string& key, const std::string& value) {
  json_[key] = value;
}

void sheet::latencies(const std::string& key, const histogram& values) {
  figure(key + "_count", values.count());
  figure(key + "_mean_us", microseconds(values.mean()));
  figure(key + "_p50_us", microseconds(values.percentile(50)));
  figure(key + "_p90_us", microseconds(values.percentile(90)));
  figure(key + "_p99_us", microseconds(values.percentile(99)));
  figure(key + "_p999_us", microseconds(values.percentile(99.9)));
  figure(key + "_max_us", microseconds(static_cast<double>(values.highest())));
}

void sheet::line(const char* key, const char* format, ...) const {
  std::printf("%-26s ", key);
  std::va_list arguments;
  va_start(arguments, format);
  std::vprintf(format, arguments);
  va_end(arguments);
  std::putchar('\n');
}

void sheet::line(const char* key, const histogram& values) const {
  if (values.count() == 0)
    return;
  line(
    key, "p50 %.0f  p90 %.0f  p99 %.0f  p99.9 %.0f  max %.0f us  (n=%llu)",
    microseconds(values.percentile(50)), microseconds(values.percentile(90)),
    microseconds(values.percentile(99)), microseconds(values.percentile(99.9)),
    microseconds(static_cast<double>(values.highest())),
    static_cast<unsigned long long>(values.count()));
}

bool sheet::write(const std::string& file) const {
  std::fflush(stdout);
  // A label may be anything.
  const auto text =
    json_.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
  if (file == "-") {
    std::cout << text << std::endl;
    return true;
  }
  std::ofstream out{file};
  out << text << '\n';
  out.close();
  if (!out)
    std::perror(file.c_str());
  return !out.fail();
}

} // namespace troupe::bench
