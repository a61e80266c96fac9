#pragma once

#include "net/acceptor.hpp"
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

  /// Serves an accepted, non-blocking socket, over TLS if given, which keeps
  /// its place (or null) among those of its address. On the thread.
  void
  add(int fd, const tls_context* tls, std::unique_ptr<address_place> place);
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

/// Accepts connections on a thread that no handler can hold up
/// (`site::acceptor`), and hands them out evenly to those that turn.
///
/// One acceptor per address rather than SO_REUSEPORT: exactly even, and a
/// second server on the same port is told so.
class listener final : acceptor::taker {
public:
  explicit listener(const site& of);
  ~listener();

  /// Binds and listens, everywhere or nowhere; throws `std::system_error` with
  /// a readable text. `tls` is for the addresses with `https`.
  void
  open(const std::vector<config::listen_address>& at, const tls_context* tls);
  /// Where it listens, as `listeners` has it, with the ports that it got.
  std::vector<std::string> addresses() const;
  /// The port of the first TCP address; 0 if there is none.
  std::uint16_t port() const noexcept;
  /// Begins to accept; `open` first.
  void start();
  /// Stops accepting and ends the HTTP sessions. Any thread, returns at once.
  void stop();

private:
  void take(
    int fd, const tls_context* tls,
    const std::optional<config::ip_address>& from) override;
  void hand_out(
    int fd, const tls_context* tls, std::unique_ptr<address_place> place);
  void refuse(int fd, bool plain);
  const site_rules& rules() const;
  session_set& next_set();

  const site& site_;
  std::vector<std::unique_ptr<session_set>> sets_;
  std::vector<std::unique_ptr<acceptor>> acceptors_;
  std::size_t next_ = 0;
  std::size_t refused_ = 0;
};

} // namespace troupe::net
