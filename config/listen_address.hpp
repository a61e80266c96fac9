#pragma once

#include "config/address.hpp"
#include "config/options.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::config {

enum class listen_scheme : std::uint8_t { http, https, local };

/// One place to listen at, as `listeners` names it.
struct listen_address {
  listen_scheme scheme = listen_scheme::http;
  host_port at;          ///< of http and https
  std::string path;      ///< of a Unix socket, absolute
  bool private_ = false; ///< … for its owner alone, not for the group

  bool tcp() const noexcept { return scheme != listen_scheme::local; }
  bool operator==(const listen_address&) const = default;
};

/// Reads `http://host:port`, `https://host:port` or `unix:/path`, and nothing
/// else: no path behind the port, and a socket's path is absolute and short
/// enough for the kernel (107 bytes, unix(7)).
std::optional<listen_address> parse_listen_address(std::string_view text);

/// The form that `parse_listen_address` reads.
std::string to_string(const listen_address& address);

/// True if `text` is such an address.
bool is_listen_address(std::string_view text);

/// Where a server with these options listens: at `listeners`, in their order,
/// or at host and port. Throws `std::runtime_error` for an entry that is none.
std::vector<listen_address> listen_addresses(const options& of);

/// What is wrong if an entry needs a certificate that no option names.
std::optional<std::string> missing_certificate(const options& of);

} // namespace troupe::config
