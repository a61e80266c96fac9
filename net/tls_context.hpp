#pragma once

#include "config/options.hpp"
#include "net/stream.hpp"

#include <memory>
#include <mutex>
#include <string>

struct ssl_ctx_st;

namespace troupe::net {

/// What the `https` listeners of a server show: certificate, key and what of
/// TLS is spoken. One per server; TLS 1.2 with forward secrecy or 1.3, our
/// order of ciphers, tickets, no renegotiation (RFC 9325).
class tls_context {
public:
  /// Reads both files; throws `std::runtime_error` that names the option if
  /// they do not fit. Blocks: not on an I/O thread.
  explicit tls_context(const config::tls_options& options);
  ~tls_context();

  /// Reads the files of `options`, which may be others, for connections that
  /// come from now on. If they do not fit, throws likewise and nothing has
  /// changed. Blocks likewise.
  void reload(const config::tls_options& options);
  /// When the certificate ends, for people.
  std::string expires() const;

  /// A server's end of TLS on an accepted socket, which it owns from the call
  /// on, also if it throws. Any thread.
  std::unique_ptr<stream> wrap(int fd) const;

private:
  std::shared_ptr<ssl_ctx_st> current() const;

  mutable std::mutex mutex_; // guards the one below
  std::shared_ptr<ssl_ctx_st> current_;
};

} // namespace troupe::net
