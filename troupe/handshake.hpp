#pragma once

#include "troupe/fwd.hpp"
#include "troupe/value.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace troupe {

/// What a client said when it connected: the first HTTP request of its
/// session, and the CONNECT packet's payload.
///
/// A view, like all that it returns as one: it ends with the socket. What it
/// shows is kept as text and taken apart by each call.
class handshake {
public:
  using pairs = std::vector<std::pair<std::string, std::string>>;

  /// Names in lower case, in the order in which they came.
  pairs headers() const;
  /// Decoded; the engine's own parameters too.
  pairs query() const;
  /// Path and query, as they came.
  std::string_view url() const;
  /// Of the client, as a proxy of `limits.trusted_proxies` tells it, else of
  /// the TCP connection; empty if that is a Unix socket.
  std::string_view address() const;
  /// It came over TLS, to us: what a proxy in front of us has taken off does
  /// not count.
  bool secure() const;
  /// Raw JSON object, `{}` if none came.
  std::string_view auth() const noexcept { return auth_; }
  /// All of it as an object, laid out as Socket.IO's.
  value object() const;
  std::chrono::system_clock::time_point issued() const;
  /// It came with an Origin.
  bool xdomain() const;

  /// The last parameter called `name`.
  std::optional<std::string> parameter(std::string_view name) const;
  /// The last header called `name`, in lower case.
  std::optional<std::string> header(std::string_view name) const;

private:
  friend class socket;
  friend class engine_socket;
  handshake(const actors::session_facts& facts, std::string_view auth)
    : facts_{&facts}
    , auth_{auth} {}

  const actors::session_facts* facts_;
  std::string_view auth_;
};

} // namespace troupe
