#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>

namespace troupe::net {

/// How long the service manager waits for `WATCHDOG=1`, by the values of
/// `WATCHDOG_USEC` and `WATCHDOG_PID`, either of which may be null. Nothing if
/// it does not wait, or waits for another process than `own_pid`.
std::optional<std::chrono::microseconds>
watchdog_limit(const char* usec, const char* pid, pid_t own_pid);

/// The way to the service manager that started this process, in the protocol
/// of sd_notify: `NOTIFY_SOCKET` names a datagram socket, by a path or, after
/// `@`, by a name that is no file. Without it, nobody is told anything. Any
/// thread.
class notify_socket {
public:
  using environment = std::function<const char*(const char* name)>;

  /// Reads the process's own environment, which must not change meanwhile.
  notify_socket();
  explicit notify_socket(const environment& variable);
  ~notify_socket();
  notify_socket(const notify_socket&) = delete;
  notify_socket& operator=(const notify_socket&) = delete;

  /// Tells lines of `KEY=value`. Waits up to a second if the manager is behind:
  /// not in an actor. False if it was not told.
  bool tell(std::string_view lines) const;
  /// The same without waiting.
  bool tell_now(std::string_view lines) const;
  /// Tells that settings are being read anew; `READY=1` says that they are.
  bool tell_reloading() const;

  /// Whether the manager waits for `WATCHDOG=1`, and how long at a time.
  std::optional<std::chrono::microseconds> watchdog() const noexcept {
    return watchdog_;
  }

private:
  bool send(std::string_view lines, int flags) const;

  int fd_ = -1; ///< kept: there may be no descriptor left when it matters
  sockaddr_un address_{};
  socklen_t length_ = 0;
  std::optional<std::chrono::microseconds> watchdog_;
};

} // namespace troupe::net
