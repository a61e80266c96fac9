#define CAF_SUITE config.log

#include "config/log.hpp"

#include "tests/support/captured_stderr.hpp"
#include "tests/support/test.hpp"

#include <csignal>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

using namespace troupe;
using namespace troupe::tests;

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
  log::start(unbounded());
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

CAF_TEST(what is lost is told while the log goes on) {
  captured_stderr output;
  auto with = unbounded();
  with.lines_per_second = 15'000;
  log::start(with);
  // More than pipe and queue hold, and nobody reads.
  for (std::size_t n = 0; n < 200'000; ++n)
    log::info("test", "line", {{"n", n}});
  // Nobody asks for these: the log's own thread looks once a second.
  auto text = output.read_until(" log-lines-dropped lines=");
  std::thread reader{[&] { text += output.read(); }};
  log::stop();
  output.restore();
  reader.join();
  CAF_CHECK(text.find(" log-lines-dropped lines=") != std::string::npos);
  CAF_CHECK(
    text.find(" log-lines-suppressed of=line lines=") != std::string::npos);
}

CAF_TEST(a closed pipe costs lines that are counted and nobody else) {
  const auto before = std::signal(SIGPIPE, SIG_IGN);
  captured_stderr output;
  output.close_reader();
  log::start(log::level::info, log::format::text, "n1");
  for (int n = 0; n < 100; ++n)
    log::info("test", "line");
  log::stop();
  output.restore();
  std::signal(SIGPIPE, before);
  CAF_CHECK_EQUAL(log::dropped(), 100u);
}

CAF_TEST(a reader that never reads does not hold up the end) {
  captured_stderr output;
  log::start(unbounded());
  const std::size_t lines = 5'000; // more than the pipe holds
  for (std::size_t n = 0; n < lines; ++n)
    log::info("test", "line", {{"n", n}});
  log::stop();
  const auto dropped = log::dropped();
  const auto text = output.restore_and_read();
  CAF_CHECK(dropped > 0);
  CAF_CHECK_EQUAL(count_lines(text) + dropped, lines);
}

CAF_TEST(an event that floods is left out and counted) {
  captured_stderr output;
  auto with = unbounded();
  with.lines_per_second = 10;
  log::start(with);
  const std::size_t lines = 5'000;
  for (std::size_t n = 0; n < lines; ++n)
    log::info("test", "flood", {{"n", n}});
  log::info("test", "other");
  for (int n = 0; n < 50; ++n) {
    log::info("trace", "asked-for");
    log::info("actors", "actor-tree");
  }
  const auto suppressed = log::suppressed();
  log::tell_lost();
  log::stop();
  const auto text = output.restore_and_read();
  const auto count = [&](const std::string& what) {
    std::size_t n = 0;
    for (auto at = text.find(what); at != std::string::npos;
         at = text.find(what, at + 1))
      ++n;
    return n;
  };
  CAF_CHECK(suppressed > 0);
  CAF_CHECK_EQUAL(count(" test flood ") + suppressed, lines);
  CAF_CHECK_EQUAL(count(" test other "), 1u);
  CAF_CHECK_EQUAL(count(" asked-for "), 50u);
  CAF_CHECK_EQUAL(count(" actor-tree "), 50u);
  CAF_CHECK(count(" log-lines-suppressed of=flood ") >= 1u);
}

CAF_TEST(the level can be changed at any time) {
  captured_stderr output;
  log::start(log::level::warn, log::format::text, "n1");
  const auto first = log::level_now();
  log::info("test", "hidden");
  log::set_level(log::level::debug);
  const auto second = log::level_now();
  log::debug("test", "shown");
  log::stop();
  const auto text = output.restore_and_read();
  CAF_CHECK(first == log::level::warn);
  CAF_CHECK(second == log::level::debug);
  CAF_CHECK_EQUAL(count_lines(text), 1u);
  CAF_CHECK(text.find(" test shown ") != std::string::npos);
}

CAF_TEST(a key without a value is left out) {
  captured_stderr output;
  log::start(log::level::info, log::format::json, "n1");
  const std::optional<std::uint64_t> none;
  const std::optional<std::string_view> some{"x"};
  log::info("test", "line", {{"a", none}, {"b", some}, {"c", 1}});
  log::stop();
  const auto text = output.restore_and_read();
  CAF_CHECK(text.find(R"("node":"n1","b":"x","c":1})") != std::string::npos);
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
