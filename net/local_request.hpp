#pragma once

#include <chrono>
#include <string>

namespace troupe::net {

struct local_answer {
  unsigned status = 0;
  std::string body;
};

/// Asks an HTTP server on a Unix socket, and waits: for programs of one thread,
/// not for I/O threads. `timeout` is for each read and write. Throws
/// `std::system_error` if nobody listens, answers in time, or speaks HTTP.
local_answer ask_locally(
  const std::string& path, const std::string& method, const std::string& target,
  const std::string& body, std::chrono::milliseconds timeout);

/// True if somebody listens there.
bool is_listening_locally(const std::string& path) noexcept;

} // namespace troupe::net
