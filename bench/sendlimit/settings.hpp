#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace troupe::bench {

/// What to measure; `sendlimit --help` says what each is for.
struct settings {
  std::string mode = "send";
  std::string reader = "epoll";
  std::string congestion_control; ///< the system's if empty
  int sockets = 1000;
  int size = 82; ///< of a frame, in bytes
  int batch = 1; ///< frames per socket and call
  int rounds = 500;
  int window = 1; ///< rounds the sender may be ahead
  int sender_cpu = 0;
  int reader_cpu = 1;

  bool uring() const noexcept { return mode.starts_with("uring"); }
  /// What one call sends to one socket, in bytes.
  std::size_t burst() const noexcept {
    return static_cast<std::size_t>(size) * static_cast<std::size_t>(batch);
  }
};

/// Reads the command line. Returns the exit code instead if there is nothing
/// to do: 0 after --help, 2 if it is wrong.
std::variant<settings, int> parse_settings(int argc, const char* const* argv);

} // namespace troupe::bench
