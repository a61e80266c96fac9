#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace troupe::bench {

/// What a room message carries for whoever receives it.
struct marker {
  std::uint32_t publisher = 0; ///< 18 bits
  std::uint32_t sequence = 0;  ///< 30 bits, the publisher's own, from 1
  std::uint64_t stamp = 0;     ///< 54 bits, nanoseconds since the program began
};

/// `~`, 3 digits of the publisher, 5 of the sequence, 9 of the stamp, `~`; base
/// 64, the highest digit first. No JSON encoder changes any of these bytes.
constexpr std::size_t marker_size = 19;

inline constexpr std::string_view marker_digits =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

inline constexpr auto marker_values = [] {
  std::array<std::uint8_t, 256> values{};
  for (std::size_t i = 0; i < marker_digits.size(); ++i)
    values[static_cast<unsigned char>(marker_digits[i])] =
      static_cast<std::uint8_t>(i);
  return values;
}();

/// Writes `marker_size` bytes.
void write_marker(char* to, const marker& written) noexcept;

inline bool is_marker(std::string_view bytes) noexcept {
  return bytes.size() >= marker_size && bytes[0] == '~' &&
         bytes[marker_size - 1] == '~';
}

/// Returns where in `text` the first marker begins.
inline std::optional<std::size_t> find_marker(std::string_view text) noexcept {
  for (auto at = text.find('~'); at != text.npos; at = text.find('~', at + 1))
    if (is_marker({text.data() + at, text.size() - at}))
      return at;
  return std::nullopt;
}

/// Returns the number that the digits at `at` spell. Unrolled: reading the
/// marker is the most that a delivery costs.
template <std::size_t Digits>
std::uint64_t read_digits(const char* at) noexcept {
  std::uint64_t value = 0;
#pragma GCC unroll 9
  for (std::size_t i = 0; i < Digits; ++i)
    value = value << 6 | marker_values[static_cast<unsigned char>(at[i])];
  return value;
}

/// Reads what begins at `at`; digits that are none count as 0.
inline marker read_marker(const char* at) noexcept {
  return {
    static_cast<std::uint32_t>(read_digits<3>(at + 1)),
    static_cast<std::uint32_t>(read_digits<5>(at + 4)), read_digits<9>(at + 9)};
}

} // namespace troupe::bench
