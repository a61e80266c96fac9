#include "messages/utf8.hpp"

#include <cstring>

namespace troupe::messages {

namespace {

/// Skips ASCII, which nearly all text on the wire is, 8 bytes at a time.
const char* skip_ascii(const char* at, const char* end) noexcept {
  constexpr std::uint64_t high_bits = 0x8080808080808080;
  std::uint64_t word = 0;
  for (; end - at >= 8; at += 8) {
    std::memcpy(&word, at, 8);
    if ((word & high_bits) != 0)
      break;
  }
  while (at != end && static_cast<unsigned char>(*at) < 0x80)
    ++at;
  return at;
}

} // namespace

bool utf8_checker::feed(std::string_view piece) noexcept {
  const auto* at = piece.data();
  const auto* end = at + piece.size();
  while (at != end) {
    if (pending_ == 0 && (at = skip_ascii(at, end)) == end)
      break;
    const auto byte = static_cast<std::uint8_t>(*at++);
    if (pending_ == 0) {
      if (!begin(byte))
        return false;
      continue;
    }
    if (byte < low_ || byte > high_)
      return false;
    --pending_;
    low_ = 0x80;
    high_ = 0xBF;
  }
  return true;
}

bool utf8_checker::begin(std::uint8_t lead) noexcept {
  if (lead < 0xC2 || lead > 0xF4) // C0 and C1 could only be overlong
    return false;
  pending_ = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
  if (lead == 0xE0)
    low_ = 0xA0; // below: overlong
  else if (lead == 0xED)
    high_ = 0x9F; // above: surrogates
  else if (lead == 0xF0)
    low_ = 0x90; // below: overlong
  else if (lead == 0xF4)
    high_ = 0x8F; // above: U+110000 and up
  return true;
}

bool is_utf8(std::string_view text) noexcept {
  utf8_checker checker;
  return checker.feed(text) && checker.complete();
}

} // namespace troupe::messages
