#pragma once

#include "net/stream.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>

struct ssl_st;

namespace troupe::net {

struct free_ssl {
  void operator()(ssl_st* used_up) const noexcept;
};
using ssl_ptr = std::unique_ptr<ssl_st, free_ssl>;

/// A stream whose bytes go over TLS: what is above it does not see a
/// difference, but for `secure`.
///
/// The handshake is part of reading. OpenSSL reads and writes the socket
/// itself, a record at a time, and never ahead: so the socket is readable as
/// long as there is something to read, as with a plain one. SIGPIPE must be
/// ignored in the process.
class tls_stream final : public stream {
public:
  /// `ssl` has `fd` set and waits for a client.
  tls_stream(int fd, ssl_ptr ssl);
  ~tls_stream() override;

  bool secure() const noexcept override { return true; }
  /// Says so to the peer first (close_notify).
  void shutdown_write() noexcept override;

  void on_readable() override;
  void on_writable() override;

private:
  bool write_some() override;
  std::size_t begun() const noexcept override;
  void stopped_reading(int why);
  std::size_t read_records(std::span<char> into, int& why);

  ssl_ptr ssl_;
  /// Bytes that OpenSSL has, and wants to be given again.
  std::uint32_t pending_ = 0;
  bool needs_bytes_ = false; ///< to write, TLS must read something first
};

} // namespace troupe::net
