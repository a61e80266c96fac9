#pragma once

#include "config/log.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace troupe::tests {

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

  /// Reads until `wanted` has come.
  std::string read_until(const std::string& wanted) {
    std::string out;
    std::array<char, 4096> block{};
    while (out.find(wanted) == std::string::npos) {
      const auto n = ::read(ends_[0], block.data(), block.size());
      if (n <= 0)
        break;
      out.append(block.data(), static_cast<std::size_t>(n));
    }
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

inline std::size_t count_lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// Where tests write many lines of one event.
inline log::settings unbounded() {
  log::settings all;
  all.lowest = log::level::info;
  all.how = log::format::text;
  all.node = "n1";
  all.lines_per_second = 0;
  return all;
}

} // namespace troupe::tests
