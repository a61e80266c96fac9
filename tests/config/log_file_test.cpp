#define CAF_SUITE config.log_file

#include "config/log.hpp"

#include "tests/support/captured_stderr.hpp"
#include "tests/support/test.hpp"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <thread>

using namespace troupe;
using namespace troupe::tests;

namespace {

/// A folder for the log's files, gone with this.
struct folder {
  folder() {
    std::string made = "/tmp/troupe-log-XXXXXX";
    if (!::mkdtemp(made.data()))
      throw std::system_error{errno, std::generic_category()};
    path = made;
  }
  ~folder() { std::filesystem::remove_all(path); }
  folder(const folder&) = delete;
  folder& operator=(const folder&) = delete;

  std::string read(const std::string& name) const {
    std::ifstream file{path / name};
    return {std::istreambuf_iterator<char>{file}, {}};
  }
  std::size_t bytes() const {
    std::size_t sum = 0;
    for (const auto& entry : std::filesystem::directory_iterator{path})
      sum += entry.file_size();
    return sum;
  }

  std::filesystem::path path;
};

} // namespace

CAF_TEST(files take no more than they may) {
  const folder at;
  auto with = unbounded();
  with.file = at.path / "troupe.log";
  with.file_bytes = 10'000;
  with.files = 2;
  log::start(with);
  for (int n = 0; n < 5'000; ++n)
    log::info("test", "line", {{"n", n}});
  log::stop();
  CAF_CHECK_EQUAL(log::dropped(), 0u);
  CAF_CHECK(at.bytes() <= 30'000u);
  CAF_CHECK(at.bytes() >= 20'000u);
  CAF_CHECK(at.read("troupe.log").ends_with(" n=4999 node=n1\n"));
  CAF_CHECK(std::filesystem::exists(at.path / "troupe.2.log"));
  CAF_CHECK(!std::filesystem::exists(at.path / "troupe.3.log"));
}

CAF_TEST(a file that was moved away is opened anew when told) {
  const folder at;
  auto with = unbounded();
  with.file = at.path / "troupe.log";
  log::start(with);
  log::info("test", "first");
  while (at.read("troupe.log").empty())
    std::this_thread::yield();
  std::filesystem::rename(at.path / "troupe.log", at.path / "old");
  log::reopen();
  log::info("test", "second");
  log::stop();
  CAF_CHECK_EQUAL(count_lines(at.read("old")), 1u);
  CAF_CHECK(at.read("troupe.log").find(" second ") != std::string::npos);
}

CAF_TEST(a file that cannot be opened is told at the start) {
  const folder at;
  auto with = unbounded();
  with.file = at.path / "missing" / "\0"; // a folder is in the way
  std::filesystem::create_directories(with.file);
  std::string error;
  try {
    log::start(with);
  } catch (const std::runtime_error& e) {
    error = e.what();
  }
  log::stop();
  CAF_CHECK(error.starts_with("log.file: "));
}

CAF_TEST(a full disk costs lines and says so once) {
  captured_stderr output;
  auto with = unbounded();
  with.file = "/dev/full";
  log::start(with);
  for (int n = 0; n < 100; ++n)
    log::info("test", "line");
  log::stop();
  const auto text = output.restore_and_read();
  CAF_CHECK(log::dropped() > 0);
  CAF_CHECK_EQUAL(count_lines(text), 1u);
  CAF_CHECK(text.starts_with("log.file: "));
}
