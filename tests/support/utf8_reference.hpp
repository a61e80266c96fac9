#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace troupe::tests {

/// UTF-8 by the book (RFC 3629): takes each character apart, puts the number
/// together and asks whether this was its shortest form. Slow and plain, for
/// comparison with `messages::is_utf8`.
inline bool is_utf8_by_decoding(std::string_view text) {
  std::size_t at = 0;
  const auto bits = [&](std::size_t n) {
    return static_cast<unsigned char>(text[n]);
  };
  while (at < text.size()) {
    const std::uint32_t lead = bits(at);
    std::size_t size = 1;
    while (size < 5 && lead >= 0x80 && (lead << size & 0x80) != 0)
      ++size;
    if (lead >= 0x80 && (size < 2 || size > 4))
      return false;
    if (at + size > text.size())
      return false;
    std::uint32_t character = size == 1 ? lead : lead & (0x7FU >> size);
    for (std::size_t n = 1; n < size; ++n) {
      if ((bits(at + n) & 0xC0) != 0x80)
        return false;
      character = character << 6 | (bits(at + n) & 0x3FU);
    }
    constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (
      character < least[size] || character > 0x10FFFF ||
      (character >= 0xD800 && character <= 0xDFFF))
      return false;
    at += size;
  }
  return true;
}

} // namespace troupe::tests
