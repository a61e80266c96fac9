#define CAF_SUITE config.usable_memory

#include "config/usable_memory.hpp"

#include "tests/support/test.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>

using namespace troupe::config;

namespace fs = std::filesystem;

namespace {

/// A kernel of our own.
struct kernel {
  kernel() { fs::create_directories(at); }
  ~kernel() { fs::remove_all(at); }
  void say(const fs::path& file, const std::string& text) const {
    fs::create_directories((at / file).parent_path());
    std::ofstream{at / file} << text << '\n';
  }
  std::size_t usable() const {
    return usable_memory({at / "membership", at / "groups"});
  }
  fs::path at =
    fs::temp_directory_path() / ("troupe-memory-" + std::to_string(::getpid()));
};

constexpr std::size_t small = 50'000'000;

} // namespace

CAF_TEST(without control groups it is what the machine has) {
  const kernel bare;
  CAF_CHECK(bare.usable() > small);
}

CAF_TEST(version 2 counts with every group around) {
  const kernel it;
  it.say("membership", "0::/shop/server");
  it.say("groups/shop/server/memory.max", "max");
  const auto all = it.usable();
  CAF_CHECK(all > small);
  it.say("groups/shop/memory.max", "50000000");
  CAF_CHECK_EQUAL(it.usable(), small);
  it.say("groups/memory.max", "40000000");
  CAF_CHECK_EQUAL(it.usable(), 40'000'000u);
  it.say("groups/shop/server/memory.max", "30000000");
  CAF_CHECK_EQUAL(it.usable(), 30'000'000u);
}

CAF_TEST(in a container its group is the outermost) {
  const kernel it;
  it.say("membership", "0::/");
  it.say("groups/memory.max", "50000000");
  CAF_CHECK_EQUAL(it.usable(), small);
}

CAF_TEST(version 1 has a hierarchy for memory) {
  const kernel it;
  it.say("membership", "12:cpu,cpuacct:/a\n7:memory:/a/b\n0::/");
  it.say("groups/memory/a/b/memory.limit_in_bytes", "9223372036854771712");
  CAF_CHECK(it.usable() > small);
  it.say("groups/memory/a/memory.limit_in_bytes", "50000000");
  CAF_CHECK_EQUAL(it.usable(), small);
}

CAF_TEST(what makes no sense bounds nothing) {
  const kernel it;
  it.say("membership", "nonsense\n0::/a\n:::");
  it.say("groups/a/memory.max", "12 apples");
  CAF_CHECK(it.usable() > small);
}
