#include "config/log_sink.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <stdexcept>
#include <utility>

namespace troupe::log {

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
