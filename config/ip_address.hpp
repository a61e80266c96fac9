#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace troupe::config {

/// An IP address, in network order. One of IPv4 is kept as `::ffff:a.b.c.d`,
/// which is what it is called where IPv6 sockets take both (RFC 4291, section
/// 2.5.5.2), so that the two spellings are one address.
struct ip_address {
  std::array<std::uint8_t, 16> bytes{};

  bool is_v4() const noexcept;
  auto operator<=>(const ip_address&) const = default;
};

/// Reads `192.0.2.1` or `2001:db8::1`, which may have a zone (`%eth0`) behind
/// it; nothing else.
std::optional<ip_address> parse_ip(std::string_view text);

/// The usual form (RFC 5952).
std::string to_string(const ip_address& address);

/// The addresses that share their first bits.
struct ip_network {
  ip_address first;
  unsigned bits = 128; ///< of IPv4 addresses 96 more than they say

  bool contains(const ip_address& one) const noexcept;
};

/// Reads `10.0.0.0/8`, `2001:db8::/32`, or an address alone. Bits behind the
/// network's own have to be 0: somebody has mistaken one for the other.
std::optional<ip_network> parse_ip_network(std::string_view text);

/// The address that quotas are counted by: of IPv6 the network of 64 bits,
/// which one customer has the whole of (RFC 6177).
ip_address quota_address(const ip_address& of) noexcept;

/// True for what may stand in `limits.trusted_proxies`: a network or `unix`.
bool is_trusted_proxy(std::string_view text);

} // namespace troupe::config
