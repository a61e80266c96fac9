#pragma once

#include "config/options.hpp"

#include <chrono>
#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// The kinds of value an option can be of: where the value lives, what may
/// stand there, and how it is read and written.
namespace troupe::config {

/// Leads to one field of `options`; made from one generic lambda that returns
/// the field by reference.
template <class T>
struct place {
  template <std::convertible_to<T& (*)(options&)> F>
  constexpr place(F find)
    : write{find}
    , read{find} {}

  T& (*write)(options&);
  const T& (*read)(const options&);
};

using words = std::span<const std::string_view>;

struct boolean {
  place<bool> at;
};

template <std::unsigned_integral T>
struct count {
  place<T> at;
  std::int64_t lowest, highest;
};

/// Bytes: an integer, or text such as `64KB` or `64KiB`.
struct byte_size {
  place<std::size_t> at;
  std::int64_t lowest, highest;
};

/// Text such as `25s`, or an integer of milliseconds. Must come out even in
/// `Unit`.
template <class Unit>
struct duration {
  place<Unit> at;
  std::chrono::milliseconds lowest, highest;
};

/// Without `allowed`, any text free of control characters; with `fits`, empty
/// or so, which `form` describes.
struct text {
  place<std::string> at;
  words allowed = {};
  bool (*fits)(std::string_view) = nullptr;
  std::string_view form = {};
};

/// Starts with a slash; ends in one, which is added if missing.
struct url_path {
  place<std::string> at;
};

/// Text; with `allowed`, at least one of these; with `fits`, each of them so,
/// which `form` describes.
struct list {
  place<std::vector<std::string>> at;
  words allowed = {};
  bool (*fits)(std::string_view) = nullptr;
  std::string_view form = {};
};

using kind = std::variant<
  boolean, count<std::uint16_t>, count<unsigned>, count<std::size_t>, byte_size,
  duration<std::chrono::milliseconds>, duration<std::chrono::seconds>, text,
  url_path, list>;

/// A value from the environment or a flag, whose type is the reader's choice;
/// lists are separated by commas.
struct untyped {
  std::string text;
};

/// A value as some source gives it; `monostate` is what no option can be.
using given = std::variant<
  std::monostate, untyped, bool, std::int64_t, std::string,
  std::vector<std::string>>;

/// Sets the option in `values`; false, and no change, if `value` is not what
/// `expected` says.
[[nodiscard]] bool
assign(const kind& type, options& values, const given& value);

/// What may be given, for "must be …": `an integer from 0 to 65535`.
std::string expected(const kind& type);

/// The option's value as TOML.
std::string print(const kind& type, const options& values);

} // namespace troupe::config
