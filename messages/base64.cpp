#include "messages/base64.hpp"

#include <array>
#include <cstdint>

namespace troupe::messages {

namespace {

constexpr std::string_view standard_alphabet =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_alphabet =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr std::uint8_t no_value = 0xFF;

/// The six bits of each character of either alphabet.
constexpr auto values = [] {
  std::array<std::uint8_t, 256> table{};
  table.fill(no_value);
  for (std::uint8_t i = 0; i < 64; ++i) {
    table[static_cast<unsigned char>(standard_alphabet[i])] = i;
    table[static_cast<unsigned char>(url_alphabet[i])] = i;
  }
  return table;
}();

/// Writes the characters of `bytes` without padding; returns their end.
char* encode(char* to, std::string_view bytes, std::string_view alphabet) {
  std::uint32_t bits = 0;
  unsigned held = 0; // how many of them are still to be written
  for (const auto byte : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(byte);
    held += 8;
    for (; held >= 6; held -= 6)
      *to++ = alphabet[bits >> (held - 6) & 63];
  }
  if (held > 0)
    *to++ = alphabet[bits << (6 - held) & 63];
  return to;
}

} // namespace

void append_base64(std::string& out, std::string_view bytes) {
  const auto start = out.size();
  out.resize(start + (bytes.size() + 2) / 3 * 4, '=');
  encode(out.data() + start, bytes, standard_alphabet);
}

std::string decode_base64(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const auto character : text) {
    if (character == '=')
      break;
    const auto value = values[static_cast<unsigned char>(character)];
    if (value == no_value)
      continue;
    bits = bits << 6 | value;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes.push_back(static_cast<char>(bits >> held));
    }
  }
  return bytes;
}

std::string base64url(std::string_view bytes) {
  std::string out((bytes.size() * 4 + 2) / 3, '\0');
  encode(out.data(), bytes, url_alphabet);
  return out;
}

bool decode_base64url(std::string_view text, std::string& bytes) {
  bytes = decode_base64(text);
  // Canonical is what encoding gives back: nothing skipped, no stray bits.
  return base64url(bytes) == text;
}

} // namespace troupe::messages
