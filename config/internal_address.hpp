#pragma once

#include "config/address.hpp"

#include <optional>
#include <string_view>

namespace troupe::config {

/// What `http.internal` says if it shall be where the clients are.
inline constexpr std::string_view internal_is_public = "public";

/// Reads `9464`, `:9464` or what `parse_host_port` reads; the host is 127.0.0.1
/// unless it is named: whoever wants more has to say so.
std::optional<host_port> parse_internal_address(std::string_view text);

/// True for such an address, and for `public`.
bool is_internal_address(std::string_view text);

} // namespace troupe::config
