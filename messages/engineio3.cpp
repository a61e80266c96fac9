#include "messages/engineio3.hpp"

#include "messages/base64.hpp"
#include "messages/utf8.hpp"

#include <algorithm>

namespace troupe::messages::engineio3 {

using engineio::packet_type;

namespace {

constexpr char binary_mark = 'b';
constexpr char length_end = ':';
constexpr char binary_length_end = '\xFF';
/// More digits than that no payload can be long.
constexpr std::size_t most_digits = 10;

std::optional<packet_type> type_of(char c, char zero) {
  const auto number = static_cast<unsigned char>(c - zero);
  if (number > static_cast<unsigned char>(packet_type::noop))
    return {};
  return static_cast<packet_type>(number);
}

/// The bytes at the start of `text`, which is UTF-8, that are `units` UTF-16
/// code units; nothing if it is shorter, or if a pair would be cut.
std::optional<std::size_t>
bytes_of_units(std::string_view text, std::size_t units) {
  std::size_t at = 0;
  while (units > 0 && at < text.size()) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t size = lead < 0x80   ? 1
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                                           : 4;
    const std::size_t cost = size == 4 ? 2 : 1;
    if (cost > units)
      return {};
    units -= cost;
    at += size;
  }
  return units == 0 && at <= text.size() ? std::optional{at} : std::nullopt;
}

std::size_t units_of(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    units += (byte & 0xC0) != 0x80; // each character once
    units += byte >= 0xF0;          // and those beyond 16 bits twice
  }
  return units;
}

} // namespace

std::optional<packet>
decode_packet(std::string_view text, std::string& scratch) {
  const bool base64 = text.starts_with(binary_mark);
  text.remove_prefix(base64);
  const auto type = text.empty() ? std::nullopt : type_of(text.front(), '0');
  if (!type)
    return {};
  text.remove_prefix(1);
  if (!base64)
    return packet{*type, false, text};
  scratch = decode_base64(text);
  return packet{*type, true, scratch};
}

std::optional<packet> decode_binary_packet(std::string_view bytes) {
  const auto type = bytes.empty() ? std::nullopt : type_of(bytes.front(), 0);
  if (!type)
    return {};
  return packet{*type, true, bytes.substr(1)};
}

payload_reader::status payload_reader::next(packet& out) {
  for (;;) {
    if (rest_.empty())
      return begun_ ? status::end : status::malformed;
    begun_ = true;
    if (left_-- == 0)
      return status::too_many;
    std::optional<packet> read;
    if (form_ == form::binary) {
      read = next_binary();
    } else {
      const auto text = next_text();
      if (text && text->empty())
        continue;
      read = text ? decode_packet(*text, scratch_) : std::nullopt;
    }
    if (!read)
      return status::malformed;
    out = *read;
    return status::packet;
  }
}

/// Takes the length off, and the character that ends it.
std::optional<std::size_t> payload_reader::length(char end, char zero) {
  const auto digits = rest_.substr(0, most_digits + 1).find(end);
  if (digits == 0 || digits == rest_.npos)
    return {};
  std::size_t number = 0;
  for (const char c : rest_.substr(0, digits)) {
    const auto digit = static_cast<unsigned char>(c - zero);
    if (digit > 9)
      return {};
    number = number * 10 + digit;
  }
  rest_.remove_prefix(digits + 1);
  return number;
}

std::optional<std::string_view> payload_reader::next_text() {
  const auto units = length(length_end, '0');
  const auto size = units ? bytes_of_units(rest_, *units) : std::nullopt;
  if (!size)
    return {};
  const auto text = rest_.substr(0, *size);
  rest_.remove_prefix(*size);
  return text;
}

std::optional<packet> payload_reader::next_binary() {
  const char kind = rest_.front();
  rest_.remove_prefix(1);
  const auto size = length(binary_length_end, 0);
  if (kind < 0 || kind > 1 || !size || *size > rest_.size())
    return {};
  const auto data = rest_.substr(0, *size);
  rest_.remove_prefix(*size);
  if (kind == 1)
    return decode_binary_packet(data);
  return is_utf8(data) ? decode_packet(data, scratch_) : std::nullopt;
}

void append_to_payload(std::string& payload, const frame& packet) {
  payload += std::to_string(units_of(packet.payload()));
  payload += length_end;
  payload += packet.payload();
}

void append_to_binary_payload(std::string& payload, const frame& packet) {
  payload += packet.binary() ? '\1' : '\0';
  for (const char digit : std::to_string(packet.payload().size()))
    payload += static_cast<char>(digit - '0');
  payload += binary_length_end;
  payload += packet.payload();
}

frame_ptr make_binary_message(std::string_view bytes, bool base64) {
  if (!base64)
    return make_frame(opcode::binary, {"\x04", bytes});
  std::string text;
  append_base64(text, bytes);
  return make_frame(opcode::text, {"b4", text});
}

} // namespace troupe::messages::engineio3
