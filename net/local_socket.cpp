#include "net/local_socket.hpp"

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>

namespace troupe::net {

namespace {

constexpr mode_t for_group = 0660;
constexpr mode_t for_owner = 0600;

[[noreturn]] void fail(int error) {
  throw std::system_error{error, std::generic_category()};
}

int open_socket() {
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    fail(errno);
  return fd;
}

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path)
    fail(ENAMETOOLONG);
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

const sockaddr* generic(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

/// True for a socket file that refuses: its server has gone without it.
bool is_stale(const std::string& path) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0 || !S_ISSOCK(found.st_mode))
    return false;
  const auto address = address_of(path);
  const int fd = open_socket();
  const bool refused = ::connect(fd, generic(address), sizeof address) != 0 &&
                       errno == ECONNREFUSED;
  ::close(fd);
  return refused;
}

/// Nobody can connect between bind and listen, so the mode is right before
/// anybody could use another one.
ino_t bind_and_listen(
  int fd, const std::string& path, int backlog, mode_t mode) {
  const auto address = address_of(path);
  struct stat made {};
  if (
    ::bind(fd, generic(address), sizeof address) != 0 ||
    ::chmod(path.c_str(), mode) != 0 || ::stat(path.c_str(), &made) != 0 ||
    ::listen(fd, backlog) != 0)
    fail(errno);
  return made.st_ino;
}

} // namespace

local_socket
listen_locally(const std::string& path, int backlog, bool private_) {
  if (is_stale(path))
    ::unlink(path.c_str());
  local_socket made{open_socket()};
  try {
    made.file =
      bind_and_listen(made.fd, path, backlog, private_ ? for_owner : for_group);
  } catch (...) {
    ::close(made.fd);
    throw;
  }
  return made;
}

void remove_local(const std::string& path, ino_t file) noexcept {
  struct stat found {};
  if (
    ::lstat(path.c_str(), &found) == 0 && S_ISSOCK(found.st_mode) &&
    found.st_ino == file)
    ::unlink(path.c_str());
}

} // namespace troupe::net
