#include "troupe/ctl.hpp"

#include "net/local_request.hpp"

namespace troupe::ctl {

std::string ask(
  const std::string& socket, const std::string& command,
  const std::string& arguments, std::chrono::milliseconds timeout) {
  return net::ask_locally(socket, "POST", "/ctl/" + command, arguments, timeout)
    .body;
}

bool is_served(const std::string& socket) noexcept {
  return net::is_listening_locally(socket);
}

} // namespace troupe::ctl
