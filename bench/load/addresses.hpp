#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace troupe::bench {

/// Where connections go to and come from; IPv4, in the host's byte order.
struct addresses {
  std::uint32_t target = 0;
  std::uint16_t port = 0;
  std::uint32_t source_base = 0;
  std::uint32_t source_count = 0; ///< 0 leaves it to the kernel
};

/// Returns the address that `text` spells with dots.
std::optional<std::uint32_t> parse_address(const std::string& text);

/// True in 127.0.0.0/8.
constexpr bool is_loopback(std::uint32_t address) noexcept {
  return address >> 24 == 127;
}

} // namespace troupe::bench
