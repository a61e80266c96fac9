#include "config/process_usage.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace troupe::config {

namespace {

std::string read_file(const char* path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// The fields behind the program's name, which may have anything in it: the
/// first is number 3 of proc(5).
std::vector<std::string_view> fields_behind_name(std::string_view stat) {
  std::vector<std::string_view> fields;
  auto rest = stat.substr(std::min(stat.rfind(')') + 1, stat.size()));
  while (true) {
    const auto begin = rest.find_first_not_of(" \n");
    if (begin == rest.npos)
      return fields;
    rest.remove_prefix(begin);
    const auto length = std::min(rest.find_first_of(" \n"), rest.size());
    fields.push_back(rest.substr(0, length));
    rest.remove_prefix(length);
  }
}

/// Linux says so itself from 6.2 on; before, the entries have to be counted.
std::uint64_t count_descriptors() {
  constexpr const char* folder = "/proc/self/fd";
  struct stat about {};
  if (::stat(folder, &about) == 0 && about.st_size > 0)
    return static_cast<std::uint64_t>(about.st_size);
  std::error_code failed;
  const std::filesystem::directory_iterator entries{folder, failed};
  return static_cast<std::uint64_t>(std::distance(begin(entries), {}));
}

std::uint64_t descriptor_limit() {
  rlimit limit{};
  const bool known = ::getrlimit(RLIMIT_NOFILE, &limit) == 0;
  return known && limit.rlim_cur != RLIM_INFINITY ? limit.rlim_cur : 0;
}

} // namespace

process_usage read_proc_stat(
  std::string_view stat, double boot_time, const proc_units& units) {
  constexpr std::size_t user = 11;
  constexpr std::size_t system = 12;
  constexpr std::size_t started = 19;
  constexpr std::size_t virtual_size = 20;
  constexpr std::size_t resident = 21;
  const auto fields = fields_behind_name(stat);
  process_usage usage;
  if (fields.size() <= resident)
    return usage;
  const auto seconds = [&](std::size_t field) {
    return static_cast<double>(number(fields[field])) / units.ticks_per_second;
  };
  usage.cpu_seconds = seconds(user) + seconds(system);
  usage.start_time = boot_time + seconds(started);
  usage.virtual_bytes = number(fields[virtual_size]);
  usage.resident_bytes = number(fields[resident]) * units.page_bytes;
  return usage;
}

double read_boot_time(std::string_view stat) {
  constexpr std::string_view key = "\nbtime ";
  const auto found = stat.find(key);
  return found == stat.npos
           ? 0
           : static_cast<double>(number(stat.substr(found + key.size())));
}

process_usage current_usage() {
  static const double boot = read_boot_time(read_file("/proc/stat"));
  const proc_units units{
    static_cast<double>(::sysconf(_SC_CLK_TCK)),
    static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE))};
  auto usage = read_proc_stat(read_file("/proc/self/stat"), boot, units);
  usage.open_fds = count_descriptors();
  usage.max_fds = descriptor_limit();
  return usage;
}

} // namespace troupe::config
