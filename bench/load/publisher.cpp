#include "bench/load/publisher.hpp"

#include <algorithm>
#include <bit>

namespace troupe::bench {

std::uint32_t
publishing_client(std::uint32_t i, const options& chosen) noexcept {
  if (chosen.mode == mode::mixed)
    return i;
  const auto members = chosen.clients / chosen.rooms;
  const auto slots = (chosen.publishers + chosen.rooms - 1) / chosen.rooms;
  const auto nth = i / chosen.rooms;
  const auto member = members > slots ? nth * (members / slots) : nth;
  return std::min(chosen.clients - 1, member * chosen.rooms + i % chosen.rooms);
}

std::size_t remembered_messages(const options& chosen) noexcept {
  if (chosen.mode != mode::broadcast)
    return 0;
  constexpr std::size_t least = 1024;
  if (!chosen.open_loop())
    return std::bit_ceil(std::max<std::size_t>(least, 2 * chosen.window));
  // An open loop may run far ahead of the server: 64 MiB for all.
  constexpr std::size_t most = 65'536;
  constexpr std::size_t all = 8u * 1024 * 1024;
  return std::clamp(
    std::bit_floor(all / std::max(1u, chosen.publishers)), least, most);
}

} // namespace troupe::bench
