#include "messages/offset.hpp"

#include "messages/base64.hpp"

#include <array>

namespace troupe::messages {

namespace {

constexpr std::size_t bytes_of_offset = 8;
constexpr std::size_t characters_of_offset = 11;

} // namespace

std::string offset_text(std::uint64_t offset) {
  std::array<char, bytes_of_offset> bytes;
  for (std::size_t i = bytes_of_offset; i-- > 0; offset >>= 8)
    bytes[i] = static_cast<char>(offset & 0xFF);
  return base64url({bytes.data(), bytes.size()});
}

std::optional<std::uint64_t> parse_offset(std::string_view text) {
  std::string bytes;
  if (text.size() != characters_of_offset || !decode_base64url(text, bytes))
    return {};
  std::uint64_t offset = 0;
  for (const char byte : bytes)
    offset = offset << 8 | static_cast<unsigned char>(byte);
  return offset == 0 ? std::nullopt : std::optional{offset};
}

std::string with_offset(std::string_view array, std::uint64_t offset) {
  std::string longer{array.substr(0, array.size() - 1)};
  return longer.append(",\"").append(offset_text(offset)).append("\"]");
}

} // namespace troupe::messages
