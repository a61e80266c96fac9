#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace troupe::config {

/// A host, by its name or its address, and a TCP port.
struct host_port {
  std::string host; ///< IPv6 without brackets: `::1`
  std::uint16_t port = 0;

  bool operator==(const host_port&) const = default;
};

/// Reads `name:4370`, `1.2.3.4:4370` or `[::1]:4370` (RFC 3986, section 3.2,
/// without the user). Nothing if it is not exactly that: both parts are
/// required, and an IPv6 address needs its brackets. Port 0 is a port; names
/// are checked for their characters, not whether they exist.
std::optional<host_port> parse_host_port(std::string_view text);

/// The form that `parse_host_port` reads.
std::string to_string(const host_port& address);

/// True for `localhost`, 127.0.0.0/8 and ::1, also as ::ffff:127.0.0.1. Asks no
/// name server: any other name is false, wherever it may lead.
bool is_loopback(std::string_view host);

} // namespace troupe::config
