#pragma once

#include "config/ip_address.hpp"
#include "config/listen_address.hpp"
#include "net/io_thread.hpp"

#include <optional>
#include <string>
#include <sys/types.h>

namespace troupe::net {

class tls_context;

/// One socket that listens, watched by one I/O thread.
///
/// Out of descriptors, it gives up a spare one to turn the client away, and
/// pauses. A Unix socket gets mode 0660, or
/// 0600 if it is private, takes the place of one that nobody
/// listens on, and its file is removed at the end.
class acceptor final : watcher {
public:
  /// Takes what was accepted.
  class taker {
  public:
    /// `fd` is non-blocking and now the taker's; `tls` is null without TLS,
    /// and `from` nothing for a Unix socket.
    virtual void take(
      int fd, const tls_context* tls,
      const std::optional<config::ip_address>& from) = 0;

  protected:
    ~taker() = default;
  };

  /// Binds and listens; throws `std::system_error` with a readable text. `tls`
  /// is what its connections begin with, null for none; both must outlive it.
  acceptor(
    io_thread& thread, taker& to, config::listen_address at,
    const tls_context* tls);
  ~acceptor();
  acceptor(const acceptor&) = delete;
  acceptor& operator=(const acceptor&) = delete;

  /// With the port that it got.
  const config::listen_address& address() const noexcept { return at_; }
  /// Begins to accept. On the thread.
  void start();
  /// Accepts no more. On the thread.
  void stop();

private:
  void bind_tcp();
  void bind_local();
  void on_readable() override;
  void on_writable() override {}
  void on_failure(std::string_view what) noexcept override;
  void complain();
  void turn_away();
  void pause();
  void close() noexcept;

  io_thread& thread_;
  taker& taker_;
  config::listen_address at_;
  const tls_context* tls_;
  timer resume_;
  clock::time_point lacked_at_;     ///< a descriptor, the last time
  clock::time_point complained_at_; ///< about that
  watch_id watch_;
  ino_t file_ = 0; ///< of a Unix socket, to know it again
  int fd_ = -1;
  int spare_ = -1;
};

} // namespace troupe::net
