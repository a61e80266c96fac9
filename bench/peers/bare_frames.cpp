#include "bench/peers/bare_frames.hpp"

#include <array>
#include <openssl/evp.h>

namespace troupe::bench {

namespace {

constexpr std::size_t mask_bytes = 4;
constexpr std::string_view guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

std::size_t read_number(std::span<const char> bytes) {
  std::size_t number = 0;
  for (const char byte : bytes)
    number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

void append_number(std::string& out, std::size_t number, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
    out.push_back(static_cast<char>(number >> shift));
}

} // namespace

std::optional<frame> read_frame(std::span<char> input) {
  if (input.size() < 2)
    return {};
  std::size_t length = input[1] & 0x7f;
  const std::size_t extra = length == 127 ? 8 : length == 126 ? 2 : 0;
  const std::size_t header = 2 + extra + mask_bytes;
  if (input.size() < header)
    return {};
  if (extra)
    length = read_number(input.subspan(2, extra));
  if (input.size() - header < length)
    return {};
  const auto mask = input.subspan(2 + extra, mask_bytes);
  const auto payload = input.subspan(header, length);
  for (std::size_t i = 0; i < length; ++i)
    payload[i] ^= mask[i % mask_bytes];
  return frame{
    static_cast<opcode>(input[0] & 0x0f),
    {payload.data(), length},
    header + length};
}

void append_frame(std::string& out, opcode kind, std::string_view payload) {
  out.push_back(static_cast<char>(0x80 | static_cast<int>(kind)));
  const auto length = payload.size();
  if (length < 126) {
    out.push_back(static_cast<char>(length));
  } else if (length < 65536) {
    out.push_back(126);
    append_number(out, length, 2);
  } else {
    out.push_back(127);
    append_number(out, length, 8);
  }
  out.append(payload);
}

std::string accept_key(std::string_view key) {
  const std::string text = std::string{key}.append(guid);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(
    text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
  std::array<unsigned char, 2 * EVP_MAX_MD_SIZE> encoded{};
  const int length =
    EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(size));
  return {reinterpret_cast<const char*>(encoded.data()), std::size_t(length)};
}

} // namespace troupe::bench
