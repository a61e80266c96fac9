#include "messages/wire.hpp"

namespace troupe::messages {

void wire_writer::put(std::uint64_t value) {
  while (value >= 0x80) {
    out_ += static_cast<char>(value | 0x80);
    value >>= 7;
  }
  out_ += static_cast<char>(value);
}

void wire_writer::put(std::string_view text) {
  put(std::uint64_t{text.size()});
  out_ += text;
}

bool wire_reader::get(std::uint64_t& value) {
  value = 0;
  for (unsigned shift = 0; shift < 64 && !in_.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(in_.front());
    in_.remove_prefix(1);
    value |= std::uint64_t{byte & 0x7FU} << shift;
    if (byte < 0x80)
      // As short as can be, and no bits beyond the 64th.
      return (shift == 0 || byte != 0) && (shift < 63 || byte <= 1);
  }
  return false;
}

bool wire_reader::get(std::string_view& text) {
  std::uint64_t size = 0;
  if (!get(size) || size > in_.size())
    return false;
  text = in_.substr(0, size);
  in_.remove_prefix(size);
  return true;
}

bool wire_reader::get(std::string& text) {
  std::string_view view;
  if (!get(view))
    return false;
  text = view;
  return true;
}

bool wire_reader::get(bool& value) {
  std::uint64_t number = 0;
  if (!get(number) || number > 1)
    return false;
  value = number == 1;
  return true;
}

} // namespace troupe::messages
