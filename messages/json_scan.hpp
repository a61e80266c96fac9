#pragma once

#include "messages/json_text.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

/// Steps over JSON text that checking and slicing share. The functions that
/// take a `checked` text rely on check_json(); on any other they return
/// nonsense, but stay within it.
namespace troupe::messages::json_scan {

constexpr bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/// True for what ends a run of plain characters in a string.
constexpr bool ends_run(char c) {
  return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
}

/// True if any of eight characters ends a run. Per byte, `(x - 1) & ~x` has its
/// top bit set if x is 0; a borrow can only disturb bytes above a true hit.
inline bool ends_run(std::uint64_t eight) {
  constexpr auto ones = UINT64_C(0x0101010101010101);
  const auto quotes = eight ^ (ones * '"');
  const auto escapes = eight ^ (ones * '\\');
  const auto hits = ((eight - ones * 0x20) & ~eight) |
                    ((quotes - ones) & ~quotes) | ((escapes - ones) & ~escapes);
  return (hits & (ones * 0x80)) != 0;
}

/// The first character from `at` that ends a run, or `end`.
inline const char* skip_run(const char* at, const char* end) {
  for (; end - at >= 8; at += 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, at, sizeof eight);
    if (ends_run(eight))
      break;
  }
  while (at != end && !ends_run(*at))
    ++at;
  return at;
}

/// The offset of the first character from `at` that is no white space.
inline std::size_t skip_space(std::string_view text, std::size_t at) {
  while (at < text.size() && is_space(text[at]))
    ++at;
  return at;
}

/// The kind of a value by its first character.
inline json_kind kind_of_first(char c) {
  switch (c) {
  case '{':
    return json_kind::object;
  case '[':
    return json_kind::array;
  case '"':
    return json_kind::string;
  case 't':
  case 'f':
    return json_kind::boolean;
  case 'n':
    return json_kind::null;
  default:
    return json_kind::number;
  }
}

/// The offset behind the string that starts at `at`.
inline std::size_t skip_string(std::string_view checked, std::size_t at) {
  const auto* const end = checked.data() + checked.size();
  const auto* now = skip_run(checked.data() + at + 1, end);
  while (now != end && *now != '"')
    now = end - now < 2 ? end : skip_run(now + 2, end);
  return static_cast<std::size_t>(now - checked.data()) + (now != end);
}

/// The offset behind the number, `true`, `false` or `null` at `at`.
inline std::size_t skip_scalar(std::string_view checked, std::size_t at) {
  constexpr auto ends = [](char c) {
    return c == ',' || c == ']' || c == '}' || is_space(c);
  };
  const auto from = checked.begin() + static_cast<std::ptrdiff_t>(at) + 1;
  const auto end = std::find_if(from, checked.end(), ends);
  return static_cast<std::size_t>(end - checked.begin());
}

/// The offset behind the value that starts at `at`, whatever its kind.
inline std::size_t skip_value(std::string_view checked, std::size_t at) {
  if (checked[at] == '"')
    return skip_string(checked, at);
  if (checked[at] != '{' && checked[at] != '[')
    return skip_scalar(checked, at);
  // In a checked text brackets match, so their number is all that counts.
  std::size_t open = 0;
  while (at < checked.size()) {
    const char c = checked[at];
    at = c == '"' ? skip_string(checked, at) : at + 1;
    open += c == '{' || c == '[';
    open -= c == '}' || c == ']';
    if (open == 0)
      break;
  }
  return at;
}

/// True if the string `quoted`, with its quotes, means `plain`.
bool string_equals(std::string_view quoted, std::string_view plain);

} // namespace troupe::messages::json_scan
