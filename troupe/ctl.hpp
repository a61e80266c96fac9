#pragma once

#include <chrono>
#include <string>

/// The other side of `ctl.socket`: asks a server that runs on this machine, as
/// `troupe ctl` does.
namespace troupe::ctl {

/// Asks `command` (`status`, `tree`, …) of the server whose socket is at
/// `socket`. `arguments` is a JSON object; so is the answer: `rows`, a list of
/// objects, and `missing`, the names of nodes that did not answer; or
/// `refusal`, a text. Blocks until the answer is there; `timeout` is for each
/// read and write. Throws `std::system_error` if nobody listens or answers. Any
/// thread but a server's.
std::string ask(
  const std::string& socket, const std::string& command,
  const std::string& arguments, std::chrono::milliseconds timeout);

/// True if a server listens at `socket`.
bool is_served(const std::string& socket) noexcept;

} // namespace troupe::ctl
