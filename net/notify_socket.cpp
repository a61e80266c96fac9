#include "net/notify_socket.hpp"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <sys/time.h>
#include <unistd.h>

namespace troupe::net {

namespace {

constexpr timeval patience{1, 0};

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stopped != end || value <= 0)
    return std::nullopt;
  return value;
}

/// Fills in the address; returns its length, or 0 if it is none of ours.
socklen_t make_address(std::string_view name, sockaddr_un& into) {
  const bool abstract = name.starts_with('@');
  if (
    name.size() < 2 || name.size() >= sizeof into.sun_path ||
    !(abstract || name.starts_with('/')))
    return 0;
  into.sun_family = AF_UNIX;
  std::memcpy(into.sun_path, name.data(), name.size());
  if (abstract)
    into.sun_path[0] = '\0'; // the length says where such a name ends
  const auto end = name.size() + (abstract ? 0 : 1);
  return static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + end);
}

} // namespace

std::optional<std::chrono::microseconds>
watchdog_limit(const char* usec, const char* pid, pid_t own_pid) {
  const auto limit = usec ? number(usec) : std::nullopt;
  if (!limit || (pid && number(pid) != own_pid))
    return std::nullopt;
  return std::chrono::microseconds{*limit};
}

notify_socket::notify_socket()
  : notify_socket{[](const char* name) { return std::getenv(name); }} {
}

notify_socket::notify_socket(const environment& variable) {
  const char* const name = variable("NOTIFY_SOCKET");
  if (!name)
    return;
  length_ = make_address(name, address_);
  if (length_ == 0)
    return;
  fd_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd_ < 0)
    return;
  ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  watchdog_ = watchdog_limit(
    variable("WATCHDOG_USEC"), variable("WATCHDOG_PID"), ::getpid());
}

notify_socket::~notify_socket() {
  if (fd_ >= 0)
    ::close(fd_);
}

bool notify_socket::tell(std::string_view lines) const {
  return send(lines, 0);
}

bool notify_socket::tell_now(std::string_view lines) const {
  return send(lines, MSG_DONTWAIT);
}

bool notify_socket::tell_reloading() const {
  // The manager wants to know since when, by the monotonic clock.
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  const auto usec = std::chrono::duration_cast<std::chrono::microseconds>(now);
  return tell("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(usec.count()));
}

bool notify_socket::send(std::string_view lines, int flags) const {
  if (fd_ < 0)
    return false;
  const auto sent = ::sendto(
    fd_, lines.data(), lines.size(), flags | MSG_NOSIGNAL,
    reinterpret_cast<const sockaddr*>(&address_), length_);
  return sent == static_cast<ssize_t>(lines.size());
}

} // namespace troupe::net
