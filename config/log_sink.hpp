#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <spdlog/sinks/sink.h>
#include <string>

namespace troupe::log {

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
