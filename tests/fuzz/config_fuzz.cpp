#include "config/listen_address.hpp"
#include "config/load.hpp"
#include "config/quantity.hpp"
#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

// F4: a configuration file, and single values as variables and flags have them.

namespace {

using namespace troupe;
using namespace troupe::fuzz;

/// `file:<line>:<column>: …`, with both from 1.
void check_error(std::string_view line) {
  const std::string_view name = "file:";
  require(line.starts_with(name), "an error names its file");
  for (int part = 0; part < 2; ++part) {
    line.remove_prefix(part == 0 ? name.size() : 0);
    unsigned number = 0;
    const auto read =
      std::from_chars(line.data(), line.data() + line.size(), number);
    require(read.ec == std::errc{} && number > 0, "… and a line and a column");
    line.remove_prefix(static_cast<std::size_t>(read.ptr - line.data()));
    require(line.starts_with(':'), "… between colons");
    line.remove_prefix(1);
  }
  require(
    std::none_of(
      line.begin(), line.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20; }),
    "an error is one line");
}

void check_file(std::string_view text) {
  config::options values;
  const auto errors = config::read_toml(text, "file", values);
  for (const auto& error : errors)
    check_error(error);
  if (!errors.empty())
    return;
  const auto printed = config::to_toml(values);
  config::options again;
  require(
    config::read_toml(printed, "file", again).empty(),
    "what is printed can be read");
  require(config::to_toml(again) == printed, "… and is the same");
}

void check_values(std::string_view text) {
  for (const auto units : {config::time_units(), config::size_units()})
    if (const auto value = config::parse_quantity(text, units))
      require(
        config::parse_quantity(config::print_quantity(*value, units), units) ==
          value,
        "a quantity is printed as it is read");
  if (const auto address = config::parse_listen_address(text))
    require(
      config::parse_listen_address(config::to_string(*address)) == address,
      "an address is printed as it is read");
}

/// Each line of it a flag, but those that name a file to read.
void check_flags(std::string_view text) {
  std::vector<std::string> arguments;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    arguments.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (arguments.back().find("conf") != std::string::npos)
      arguments.pop_back();
  }
  const auto got = config::load({}, arguments, {});
  for (const auto& error : got.errors)
    require(
      error.find('\n') == error.npos && !error.empty(), "an error is one line");
}

} // namespace

TROUPE_FUZZ_TARGET(config) {
  check_values(input);
  if (input.starts_with("--"))
    check_flags(input);
  else
    check_file(input);
}
