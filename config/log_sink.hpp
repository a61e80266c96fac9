#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/sink.h>
#include <string>

namespace troupe::log {

/// Standard error, which may be a pipe that nobody reads. On the log's thread
/// but for `hurry`.
///
/// What cannot be written throws, which its logger counts.
class stderr_sink final
  : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
public:
  /// How long a reader that does not read may hold up the end.
  static constexpr std::chrono::seconds patience{2};

  /// From here on it waits no longer than that for its reader. Any thread.
  void hurry() noexcept;

private:
  using clock = std::chrono::steady_clock;

  void sink_it_(const spdlog::details::log_msg& line) override;
  void flush_() override;
  void wait_for_reader() const;

  std::atomic<clock::rep> until_{clock::duration::max().count()};
};

/// A file of bounded size: one that is full is numbered 1, the one before it 2,
/// and so on, up to `files`, and a new one is begun. On the log's thread but
/// for `reopen`.
///
/// What cannot be written throws, which its logger counts.
class file_sink final : public spdlog::sinks::sink {
public:
  /// Throws `std::runtime_error` if the file cannot be opened.
  file_sink(std::string file, std::size_t file_bytes, std::size_t files);
  ~file_sink() override;

  /// Opens the file anew with the next line. Any thread.
  void reopen() noexcept { reopens_.store(true); }

  void log(const spdlog::details::log_msg& line) override;
  void flush() override;
  void set_pattern(const std::string& pattern) override;
  void set_formatter(std::unique_ptr<spdlog::formatter> how) override;

private:
  std::shared_ptr<spdlog::sinks::sink> open() const;

  const std::string file_;
  const std::size_t file_bytes_;
  const std::size_t files_;
  std::shared_ptr<spdlog::sinks::sink> to_;
  std::atomic<bool> reopens_{false};
};

} // namespace troupe::log
