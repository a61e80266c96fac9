#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace troupe::config {

/// What `ctl.socket` says if the place is to be found.
inline constexpr std::string_view ctl_socket_auto = "auto";

/// True for `auto` and for an absolute path that the kernel takes for a socket.
bool is_ctl_socket(std::string_view text);

/// The folders where such sockets are looked for, the first one first:
/// `$RUNTIME_DIRECTORY` (set by systemd), /run/troupe,
/// `$XDG_RUNTIME_DIR/troupe` and /tmp/troupe-<uid>.
std::vector<std::string> ctl_folders();

/// The name of a node's socket in such a folder; what a file name may not have,
/// or the kernel finds too long, is replaced or cut.
std::string ctl_file_name(std::string_view node);

/// Where a node called `node` puts its socket: in the first folder that is
/// there and can be written, or can be made. Empty if there is none; one in
/// /tmp counts only if nobody else can get at it.
std::string make_ctl_socket_path(std::string_view node);

/// The sockets of nodes in all these folders, by path.
std::vector<std::string> find_ctl_sockets();

} // namespace troupe::config
