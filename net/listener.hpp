#pragma once

#include "net/http_session.hpp"
#include "net/io_thread.hpp"
#include "net/site.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace troupe::net {

/// The HTTP sessions of one I/O thread; owns them.
class session_set final : http_session::owner {
public:
  session_set(
    const site& of, io_thread& thread,
    std::vector<std::unique_ptr<session_set>>& all)
    : site_{of}
    , thread_{thread}
    , all_{all} {}

  io_thread& thread() noexcept { return thread_; }
  std::size_t size() const noexcept { return sessions_.size(); }

  /// Serves an accepted, non-blocking socket. On the thread.
  void add(int fd);
  /// Serves a session that comes from another thread. On the thread.
  void adopt(std::unique_ptr<http_session> moved);
  /// Ends the idle ones and lets the others answer first. On the thread.
  void drain();

private:
  void release(http_session& ended) override;
  void move(http_session& self, unsigned index) override;

  const site& site_;
  io_thread& thread_;
  std::vector<std::unique_ptr<session_set>>& all_;
  std::unordered_map<http_session*, std::unique_ptr<http_session>> sessions_;
};

/// Accepts connections on the first I/O thread and hands them out evenly.
///
/// One acceptor rather than SO_REUSEPORT: exactly even, and a second server on
/// the same port is told so. Out of descriptors, it gives up a spare one to
/// turn the client away, and pauses.
class listener final : watcher {
public:
  explicit listener(const site& of);
  ~listener();

  /// Binds and listens; throws `std::system_error` with a readable text.
  void open(const std::string& host, std::uint16_t port);
  /// The port it is bound to.
  std::uint16_t port() const noexcept { return port_; }
  /// Begins to accept; `open` first.
  void start();
  /// Stops accepting and ends the HTTP sessions. Any thread, returns at once.
  void stop();

private:
  void bind(const std::string& host, std::uint16_t port);
  void on_readable() override;
  void on_writable() override {}
  void on_failure(std::string_view what) noexcept override;
  void hand_out(int fd);
  void refuse(int fd);
  void turn_away();
  void pause();

  const site& site_;
  std::vector<std::unique_ptr<session_set>> sets_;
  timer resume_;
  watch_id watch_;
  std::size_t next_ = 0;
  std::size_t refused_ = 0;
  int fd_ = -1;
  int spare_ = -1;
  std::uint16_t port_ = 0;
};

} // namespace troupe::net
