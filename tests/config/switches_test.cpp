#define CAF_SUITE config.switches

#include "config/load.hpp"

#include "config/schema.hpp"
#include "tests/support/test.hpp"

#include <cstdlib>
#include <sstream>

using namespace troupe::config;

namespace {

using strings = std::vector<std::string>;

const program about{"troupe", "1.2.3", "A server", {}};

loaded load_flags(const strings& argv) {
  return load(about, argv, {});
}

} // namespace

CAF_TEST(the version is printed whatever else is wrong) {
  for (const strings& argv :
       {strings{"--version"}, strings{"-V", "--port=x"}}) {
    const auto result = load_flags(argv);
    CAF_CHECK(result.what == action::print_version);
    CAF_CHECK_EQUAL(result.text, "troupe 1.2.3\n");
    CAF_CHECK_EQUAL(result.errors, strings{});
  }
}

CAF_TEST(help lists every option with its default in eighty columns) {
  program other = about;
  other.defaults.port = 4321;
  const auto result = load(other, strings{"-h", "--nonsense"}, {});
  CAF_CHECK(result.what == action::print_help);
  CAF_CHECK_EQUAL(result.errors, strings{});
  for (const auto& option : schema()) {
    CAF_MESSAGE(std::string{option.key});
    CAF_CHECK(
      result.text.find(std::string{"\n  --"}.append(option.key)) !=
      std::string::npos);
  }
  for (const auto& section : sections())
    CAF_CHECK(
      result.text.find(std::string{"\n"}.append(section.doc) + ":\n") !=
      std::string::npos);
  CAF_CHECK(result.text.find("default 4321.") != std::string::npos);
  std::istringstream lines{result.text};
  for (std::string line; std::getline(lines, line);)
    CAF_CHECK(line.size() <= 80);
}

CAF_TEST(the settings in effect are printed as a file) {
  const auto result =
    load_flags({"--print-config", "--port=7", "--engine.cookie=io"});
  CAF_CHECK(result.what == action::print_config);
  CAF_CHECK_EQUAL(result.errors, strings{});
  options again;
  CAF_CHECK_EQUAL(read_toml(result.text, "f", again), strings{});
  CAF_CHECK_EQUAL(again.port, 7u);
  CAF_CHECK_EQUAL(again.engine.cookie, "io");
}

CAF_TEST(checking reports errors and does not run) {
  const auto good = load_flags({"--check-config"});
  CAF_CHECK(good.what == action::check);
  CAF_CHECK_EQUAL(good.errors, strings{});
  const auto bad = load_flags({"--check-config", "--port=x"});
  CAF_CHECK(bad.what == action::check);
  CAF_CHECK_EQUAL(bad.errors.size(), 1u);
}

CAF_TEST(the arguments and environment of a process are read) {
  ::setenv("TROUPE_NAME", "from=here", 1);
  const char* const argv[] = {"troupe", "--port", "7", nullptr};
  const auto result = load(about, 3, argv);
  ::unsetenv("TROUPE_NAME");
  CAF_CHECK_EQUAL(result.errors, strings{});
  CAF_CHECK_EQUAL(result.values.port, 7u);
  CAF_CHECK_EQUAL(result.values.name, "from=here");
  CAF_CHECK_EQUAL(load(about, 0, nullptr).errors, strings{});
}
