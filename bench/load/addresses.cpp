#include "bench/load/addresses.hpp"

#include <arpa/inet.h>

namespace troupe::bench {

std::optional<std::uint32_t> parse_address(const std::string& text) {
  in_addr parsed;
  if (inet_pton(AF_INET, text.c_str(), &parsed) != 1)
    return std::nullopt;
  return ntohl(parsed.s_addr);
}

} // namespace troupe::bench
