#include "messages/user_name.hpp"

#include "messages/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace troupe::messages {

namespace {

struct range {
  char32_t first, last;
};

constexpr std::array controls{
  range{0x0000, 0x001F}, range{0x007F, 0x009F}, range{0x2028, 0x2029}};

/// Unicode's Bidi_Control.
constexpr std::array directions{
  range{0x061C, 0x061C}, range{0x200E, 0x200F}, range{0x202A, 0x202E},
  range{0x2066, 0x2069}};

/// Of no width, or blank though no space: Default_Ignorable_Code_Point without
/// the variation selectors, which pictures need.
constexpr std::array unseen{
  range{0x00AD, 0x00AD},   range{0x034F, 0x034F},   range{0x115F, 0x1160},
  range{0x17B4, 0x17B5},   range{0x180E, 0x180E},   range{0x200B, 0x200D},
  range{0x2060, 0x2065},   range{0x206A, 0x206F},   range{0x2800, 0x2800},
  range{0x3164, 0x3164},   range{0xFEFF, 0xFEFF},   range{0xFFA0, 0xFFA0},
  range{0xFFF0, 0xFFFB},   range{0x1BCA0, 0x1BCA3}, range{0x1D173, 0x1D17A},
  range{0xE0000, 0xE0FFF},
};

template <class Ranges>
bool within(const Ranges& all, char32_t point) {
  return std::any_of(all.begin(), all.end(), [point](const range& each) {
    return point >= each.first && point <= each.last;
  });
}

/// The next code point of valid UTF-8, which it cuts off.
char32_t take_point(std::string_view& text) {
  const auto lead = static_cast<std::uint8_t>(text[0]);
  const std::size_t size = lead < 0x80   ? 1
                           : lead < 0xE0 ? 2
                           : lead < 0xF0 ? 3
                                         : 4;
  char32_t point = size == 1 ? lead : lead & (0x7F >> size);
  for (std::size_t i = 1; i < size; ++i)
    point = point << 6 | (static_cast<std::uint8_t>(text[i]) & 0x3F);
  text.remove_prefix(size);
  return point;
}

} // namespace

std::string_view
objection_to_user_name(std::string_view name, std::size_t most) {
  if (name.empty())
    return "is empty";
  if (!is_utf8(name))
    return "is no UTF-8";
  for (std::size_t n = 0; !name.empty(); ++n) {
    if (n == most)
      return "is too long";
    const auto point = take_point(name);
    if (within(controls, point))
      return "has a control character";
    if (within(directions, point))
      return "has a character that changes the direction of text";
    if (within(unseen, point))
      return "has a character that cannot be seen";
  }
  return {};
}

} // namespace troupe::messages
