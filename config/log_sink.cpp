#include "config/log_sink.hpp"

#include <cerrno>
#include <cstdio>
#include <poll.h>
#include <spdlog/common.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <stdexcept>
#include <unistd.h>
#include <utility>

namespace troupe::log {

void stderr_sink::hurry() noexcept {
  until_.store((clock::now() + patience).time_since_epoch().count());
}

/// A pipe is ready when it takes a line of ours as a whole.
void stderr_sink::wait_for_reader() const {
  constexpr int between_looks = 50; // ms
  const auto is_late = [this] {
    return clock::now().time_since_epoch().count() > until_.load();
  };
  pollfd reader{STDERR_FILENO, POLLOUT, 0};
  while (::poll(&reader, 1, is_late() ? 0 : between_looks) == 0)
    if (is_late())
      throw spdlog::spdlog_ex{"nobody reads the log"};
}

void stderr_sink::sink_it_(const spdlog::details::log_msg& line) {
  wait_for_reader();
  spdlog::memory_buf_t text;
  formatter_->format(line, text);
  const bool whole =
    std::fwrite(text.data(), 1, text.size(), stderr) == text.size();
  if (whole && std::fflush(stderr) == 0)
    return;
  const int error = errno;
  std::clearerr(stderr);
  throw spdlog::spdlog_ex{"standard error", error};
}

void stderr_sink::flush_() {
}

file_sink::file_sink(
  std::string file, std::size_t file_bytes, std::size_t files)
  : file_{std::move(file)}
  , file_bytes_{file_bytes}
  , files_{files} {
  try {
    to_ = open();
  } catch (const std::exception& e) {
    throw std::runtime_error{std::string{"log.file: "} + e.what()};
  }
}

file_sink::~file_sink() = default;

std::shared_ptr<spdlog::sinks::sink> file_sink::open() const {
  auto made = std::make_shared<spdlog::sinks::rotating_file_sink_st>(
    file_, file_bytes_, files_);
  made->set_pattern("%v");
  return made;
}

void file_sink::log(const spdlog::details::log_msg& line) {
  // If that fails, the file at hand is better than none.
  if (reopens_.exchange(false))
    to_ = open();
  to_->log(line);
  to_->flush(); // nobody but the log's own thread waits for it
}

void file_sink::flush() {
  to_->flush();
}

void file_sink::set_pattern(const std::string&) {
}

void file_sink::set_formatter(std::unique_ptr<spdlog::formatter>) {
}

} // namespace troupe::log
