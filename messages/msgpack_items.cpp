#include "messages/msgpack_items.hpp"

#include <bit>

namespace troupe::messages::msgpack {

namespace {

item make(item::kind what) {
  item made;
  made.what = what;
  return made;
}

item make_boolean(bool truth) {
  auto made = make(item::kind::boolean);
  made.truth = truth;
  return made;
}

item make_natural(std::uint64_t number) {
  auto made = make(item::kind::natural);
  made.natural = number;
  return made;
}

item make_integer(std::int64_t number) {
  if (number >= 0)
    return make_natural(static_cast<std::uint64_t>(number));
  auto made = make(item::kind::negative);
  made.negative = number;
  return made;
}

item make_container(item::kind what, std::uint64_t count) {
  auto made = make(what);
  made.count = static_cast<std::uint32_t>(count);
  return made;
}

/// The number that `bytes` low bytes of `bits` are in two's complement.
std::int64_t with_sign(std::uint64_t bits, unsigned bytes) {
  const auto shift = 64 - 8 * bytes;
  return static_cast<std::int64_t>(bits << shift) >> shift;
}

} // namespace

std::optional<item> item_reader::next() {
  if (rest_.empty())
    return {};
  const unsigned tag = static_cast<unsigned char>(rest_.front());
  rest_.remove_prefix(1);
  if (tag < 0x80)
    return make_natural(tag);
  if (tag >= 0xE0)
    return make_integer(static_cast<int>(tag) - 0x100);
  if (tag < 0x90)
    return make_container(item::kind::map, tag & 0x0F);
  if (tag < 0xA0)
    return make_container(item::kind::array, tag & 0x0F);
  if (tag < 0xC0)
    return slice(item::kind::text, tag & 0x1F);
  if (tag == 0xC0)
    return make(item::kind::nil);
  if (tag == 0xC2 || tag == 0xC3)
    return make_boolean(tag == 0xC3);
  if (tag >= 0xC4 && tag <= 0xC6)
    return counted(item::kind::bytes, 1U << (tag - 0xC4));
  if (tag >= 0xC7 && tag <= 0xC9)
    return counted_extension(1U << (tag - 0xC7));
  if (tag >= 0xCA && tag <= 0xD3)
    return number(tag);
  if (tag >= 0xD4 && tag <= 0xD8)
    return fixed_extension(1U << (tag - 0xD4));
  if (tag >= 0xD9 && tag <= 0xDB)
    return counted(item::kind::text, 1U << (tag - 0xD9));
  if (tag == 0xDC || tag == 0xDD)
    return counted(item::kind::array, tag == 0xDC ? 2 : 4);
  if (tag == 0xDE || tag == 0xDF)
    return counted(item::kind::map, tag == 0xDE ? 2 : 4);
  return {}; // 0xC1 is never used
}

bool item_reader::skip_absent() {
  auto ahead = *this;
  const auto read = ahead.next();
  if (!read || !read->absent())
    return false;
  *this = ahead;
  return true;
}

/// Floats are 0xCA and 0xCB, then come naturals and integers of 1 to 8 bytes.
std::optional<item> item_reader::number(unsigned tag) {
  const bool real = tag <= 0xCB;
  const auto bytes = real ? 4U << (tag - 0xCA) : 1U << ((tag - 0xCC) & 3);
  const auto bits = big_endian(bytes);
  if (!bits)
    return {};
  if (tag >= 0xD0)
    return make_integer(with_sign(*bits, bytes));
  if (!real)
    return make_natural(*bits);
  auto made = make(item::kind::real);
  made.real = bytes == 8
                ? std::bit_cast<double>(*bits)
                : std::bit_cast<float>(static_cast<std::uint32_t>(*bits));
  return made;
}

std::optional<item> item_reader::counted(item::kind what, unsigned bytes) {
  const auto count = big_endian(bytes);
  if (!count)
    return {};
  if (what == item::kind::array || what == item::kind::map)
    return make_container(what, *count);
  return slice(what, *count);
}

std::optional<item> item_reader::slice(item::kind what, std::uint64_t size) {
  if (size > rest_.size())
    return {};
  auto made = make(what);
  made.bytes = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return made;
}

std::optional<item> item_reader::fixed_extension(unsigned size) {
  const auto type = big_endian(1);
  const auto bits = size <= 8 ? big_endian(size) : std::nullopt;
  if (type != 0 || !bits)
    return {};
  if (size == 1)
    return make(item::kind::undefined);
  if (size != 8)
    return {};
  auto made = make(item::kind::date);
  made.negative = with_sign(*bits, 8);
  return made;
}

std::optional<item> item_reader::counted_extension(unsigned bytes) {
  const auto size = big_endian(bytes);
  const auto type = big_endian(1);
  if (!size || type != 0)
    return {};
  return slice(item::kind::bytes, *size);
}

std::optional<std::uint64_t> item_reader::big_endian(unsigned bytes) {
  if (rest_.size() < bytes)
    return {};
  std::uint64_t number = 0;
  for (const char c : rest_.substr(0, bytes))
    number = number << 8 | static_cast<unsigned char>(c);
  rest_.remove_prefix(bytes);
  return number;
}

} // namespace troupe::messages::msgpack
