#pragma once

#include "config/ip_address.hpp"
#include "net/request.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::net {

/// Who is believed about where a request comes from: `limits.trusted_proxies`.
/// Pure; a value.
///
/// Each proxy adds whom it has spoken to behind what was there already, so the
/// lists are read from their end, as far as those are trusted who wrote them.
/// What stands before is the client's own invention.
class proxy_trust {
public:
  proxy_trust() = default;
  /// Of networks and `unix`; others are left out.
  explicit proxy_trust(const std::vector<std::string>& trusted);

  /// `peer` is an address, or empty for a Unix socket.
  bool trusts(std::string_view peer) const;
  bool trusts(const config::ip_address& peer) const;

  /// The client's address: the last one of X-Forwarded-For that is not
  /// trusted, or of Forwarded (RFC 7239) if there is no X-Forwarded-For. That
  /// of `peer` if it is not trusted, or names nobody.
  std::string
  client_of(const std::string& peer, const string_pairs& headers) const;

private:
  std::vector<config::ip_network> networks_;
  bool unix_ = false;
};

/// True if a request says for whom it comes.
bool says_forwarded(const string_pairs& headers);

/// Reads an address with or without brackets, quotes and a port; nothing for
/// `unknown` and the like (RFC 7239, section 6).
std::optional<config::ip_address> parse_forwarded_node(std::string_view text);

} // namespace troupe::net
