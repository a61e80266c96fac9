#define CAF_SUITE config.log

#include "config/log.hpp"

#include "tests/support/test.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

using namespace troupe;

namespace {

/// Standard error goes into a pipe while this lives or until `restore`. The
/// test runner writes there as well: no checks before that.
class captured_stderr {
public:
  captured_stderr() {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0)
      throw std::system_error{errno, std::generic_category()};
    ::dup2(ends_[1], STDERR_FILENO);
    ::close(ends_[1]);
  }

  ~captured_stderr() {
    restore();
    close_reader();
  }

  captured_stderr(const captured_stderr&) = delete;
  captured_stderr& operator=(const captured_stderr&) = delete;

  void restore() {
    if (saved_ < 0)
      return;
    ::dup2(saved_, STDERR_FILENO);
    ::close(std::exchange(saved_, -1));
  }

  /// Reads until `restore`, which another thread may call.
  std::string read() {
    std::string out;
    std::array<char, 4096> block{};
    for (ssize_t n; (n = ::read(ends_[0], block.data(), block.size())) > 0;)
      out.append(block.data(), static_cast<std::size_t>(n));
    return out;
  }

  std::string restore_and_read() {
    restore();
    return read();
  }

  void close_reader() {
    if (ends_[0] >= 0)
      ::close(std::exchange(ends_[0], -1));
  }

private:
  int saved_ = ::dup(STDERR_FILENO);
  std::array<int, 2> ends_{-1, -1};
};

std::size_t count_lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

} // namespace

CAF_TEST(lines below the lowest level are not written) {
  captured_stderr output;
  log::start(log::level::warn, log::format::json, "n1");
  const bool info = log::enabled(log::level::info);
  const bool error = log::enabled(log::level::error);
  log::info("test", "hidden");
  log::warn("test", "shown", {{"number", 1}});
  log::error("test", "shown-too");
  log::stop();
  log::error("test", "too-late");
  const auto text = output.restore_and_read();
  CAF_CHECK(!info);
  CAF_CHECK(error);
  CAF_CHECK(!log::enabled(log::level::error));
  CAF_CHECK_EQUAL(count_lines(text), 2u);
  CAF_CHECK(
    text.find(R"("level":"warn","component":"test","event":"shown",)"
              R"("node":"n1","number":1})"
              "\n") != std::string::npos);
  CAF_CHECK(text.find("\"shown-too\"") != std::string::npos);
  CAF_CHECK_EQUAL(log::dropped(), 0u);
}

CAF_TEST(nothing is written when off) {
  captured_stderr output;
  log::start(log::level::off, log::format::text, "n1");
  log::error("test", "hidden");
  log::stop();
  CAF_CHECK_EQUAL(output.restore_and_read(), "");
}

CAF_TEST(lines of many threads stay whole) {
  captured_stderr output;
  log::start(log::level::info, log::format::text, "n1");
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread)
    threads.emplace_back([thread] {
      for (int n = 0; n < 100; ++n)
        log::info("test", "line", {{"thread", thread}, {"n", n}});
    });
  for (auto& thread : threads)
    thread.join();
  log::stop();
  const auto text = output.restore_and_read();
  CAF_CHECK_EQUAL(count_lines(text), 400u);
  for (int thread = 0; thread < 4; ++thread)
    CAF_CHECK(
      text.find(
        " info  test line thread=" + std::to_string(thread) +
        " n=99 node=n1\n") != std::string::npos);
}

CAF_TEST(a writer that is stuck costs the oldest lines and no time) {
  captured_stderr output;
  log::start(log::level::info, log::format::text, "n1");
  // More than pipe and queue hold, and nobody reads.
  const std::size_t lines = 20'000;
  for (std::size_t n = 0; n < lines; ++n)
    log::info("test", "line", {{"n", n}});
  const auto dropped = log::dropped();
  std::string text;
  std::thread reader{[&] { text = output.read(); }};
  log::stop();
  output.restore();
  reader.join();
  CAF_CHECK(dropped > 0);
  CAF_CHECK_EQUAL(log::dropped(), dropped);
  CAF_CHECK_EQUAL(count_lines(text) + dropped, lines);
  CAF_CHECK(text.find(" n=19999 ") != std::string::npos);
}

CAF_TEST(a closed pipe harms nobody) {
  const auto before = std::signal(SIGPIPE, SIG_IGN);
  captured_stderr output;
  output.close_reader();
  log::start(log::level::info, log::format::text, "n1");
  for (int n = 0; n < 100; ++n)
    log::info("test", "line");
  log::stop();
  output.restore();
  std::signal(SIGPIPE, before);
  CAF_CHECK_EQUAL(log::dropped(), 0u);
}

CAF_TEST(a format is named or found by the terminal) {
  CAF_CHECK(log::parse_format("text") == log::format::text);
  CAF_CHECK(log::parse_format("json") == log::format::json);
  captured_stderr output;
  const bool terminal = log::stderr_is_terminal();
  const auto found = log::parse_format("auto");
  output.restore();
  CAF_CHECK(!terminal);
  CAF_CHECK(found == log::format::json);
}
