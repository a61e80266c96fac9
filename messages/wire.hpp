#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

/// How values are written for another node: integers as LEB128, texts and
/// lists behind their length, structs as their fields in order behind the
/// length of all. A reader ignores what it does not know at the end of a
/// struct, and leaves alone what is not there any more, so that later versions
/// may add fields.
namespace troupe::messages {

/// The fields of a struct that goes over the wire, as a tuple of pointers to
/// members. Append to it, never change what is there.
template <class T>
inline constexpr auto wire_fields = nullptr;

template <class T>
concept wire_struct =
  !std::is_null_pointer_v<std::remove_cvref_t<decltype(wire_fields<T>)>>;

/// The fewest bytes that a value takes: a struct in a list has a field, too.
template <class T>
inline constexpr std::size_t wire_least = wire_struct<T> ? 2 : 1;
template <class A, class B>
inline constexpr std::size_t wire_least<std::pair<A, B>> =
  wire_least<A> + wire_least<B>;

class wire_writer {
public:
  explicit wire_writer(std::string& out)
    : out_{out} {}

  void put(std::uint64_t value);
  void put(int) = delete; // what sign would it have?
  void put(std::string_view text);
  void put(const std::string& text) { put(std::string_view{text}); }
  template <std::unsigned_integral T>
  void put(T value) {
    put(static_cast<std::uint64_t>(value));
  }
  template <class T>
  requires std::is_enum_v<T>
  void put(T value) { put(static_cast<std::uint64_t>(value)); }
  template <class T>
  void put(const std::optional<T>& value) {
    put(value.has_value());
    if (value)
      put(*value);
  }
  template <class T>
  void put(const std::vector<T>& values) {
    put(std::uint64_t{values.size()});
    for (const auto& value : values)
      put(value);
  }
  template <class A, class B>
  void put(const std::pair<A, B>& both) {
    put(both.first);
    put(both.second);
  }
  template <wire_struct T>
  void put(const T& value) {
    std::string fields;
    wire_writer inner{fields};
    inner.put_fields(value);
    put(fields);
  }
  template <wire_struct T>
  void put_fields(const T& value) {
    std::apply(
      [&](auto... field) { (put(value.*field), ...); }, wire_fields<T>);
  }

private:
  std::string& out_;
};

/// Reads what `wire_writer` wrote. Total: whatever the bytes, it returns false
/// or a value, and allocates at most 64 times as much as there is to read: an
/// empty text is one byte there and an object of 32 here.
class wire_reader {
public:
  explicit wire_reader(std::string_view in)
    : in_{in} {}

  bool done() const noexcept { return in_.empty(); }

  [[nodiscard]] bool get(std::uint64_t& value);
  /// A view into what is read.
  [[nodiscard]] bool get(std::string_view& text);
  [[nodiscard]] bool get(std::string& text);
  [[nodiscard]] bool get(bool& value);
  template <std::unsigned_integral T>
  [[nodiscard]] bool get(T& value) {
    std::uint64_t wide = 0;
    if (!get(wide) || wide > static_cast<T>(-1))
      return false;
    value = static_cast<T>(wide);
    return true;
  }
  template <class T>
  requires std::is_enum_v<T>
  [[nodiscard]] bool get(T& value) {
    std::underlying_type_t<T> number{};
    if (!get(number))
      return false;
    value = static_cast<T>(number);
    return true;
  }
  template <class T>
  [[nodiscard]] bool get(std::optional<T>& value) {
    bool there = false;
    if (!get(there))
      return false;
    value.reset();
    return !there || get(value.emplace());
  }
  template <class T>
  [[nodiscard]] bool get(std::vector<T>& values) {
    std::uint64_t n = 0;
    // A length that cannot be true costs nothing, one that can is paid once.
    if (!get(n) || n > in_.size() / wire_least<T>)
      return false;
    values.clear();
    values.reserve(n);
    for (; n > 0; --n)
      if (!get(values.emplace_back()))
        return false;
    return true;
  }
  template <class A, class B>
  [[nodiscard]] bool get(std::pair<A, B>& both) {
    return get(both.first) && get(both.second);
  }
  template <wire_struct T>
  [[nodiscard]] bool get(T& value) {
    std::string_view fields;
    return get(fields) && wire_reader{fields}.get_fields(value);
  }
  template <wire_struct T>
  [[nodiscard]] bool get_fields(T& value) {
    return std::apply(
      [&](auto... field) {
        // One of an earlier version ends before the fields that were added.
        return ((done() || get(value.*field)) && ...);
      },
      wire_fields<T>);
  }

private:
  std::string_view in_;
};

} // namespace troupe::messages
