#pragma once

#include <string>
#include <sys/types.h>

namespace troupe::net {

/// A Unix socket that listens.
struct local_socket {
  int fd = -1;
  ino_t file = 0; ///< the file's number, to know it again
};

/// Listens at `path` with mode 0660, or 0600 if `private_`. A socket file that
/// nobody listens on, as a server that was killed leaves it, is removed first;
/// anything else there is left alone. Throws `std::system_error`.
local_socket
listen_locally(const std::string& path, int backlog, bool private_ = false);

/// Removes the file again, if it is still the one with that number.
void remove_local(const std::string& path, ino_t file) noexcept;

} // namespace troupe::net
