#pragma once

#include "messages/gathered.hpp"

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace troupe {

using json = nlohmann::json;

/// Bytes as an argument: they travel as an attachment, not as text.
struct bytes {
  std::string data;
};
void to_json(json& out, const bytes& from);
void from_json(const json& in, bytes& to);

/// An argument as it came or is to go: JSON text with the attachments that its
/// placeholders stand for.
///
/// What is only passed on stays the text that it was, so numbers, key order
/// and escapes survive; values are parsed when asked for. Cheap to copy, may be
/// kept, may cross threads. A value that is not there (`!v`) reads as null.
class value {
public:
  using attachments_ptr = std::shared_ptr<const std::vector<std::string>>;

  value() = default;
  /// From text that is known to be JSON; placeholders count into `attached`.
  value(
    std::shared_ptr<const std::string> whole, std::string_view part,
    attachments_ptr attached)
    : whole_{std::move(whole)}
    , text_{part}
    , attached_{std::move(attached)} {}
  /// From anything that converts to json.
  static value of(const json& from);
  /// An object of values, in the order given; those that are not there are
  /// left out.
  static value
  object(std::initializer_list<std::pair<std::string_view, value>> members);

  explicit operator bool() const noexcept { return whole_ != nullptr; }
  /// The JSON text, `null` if not there.
  std::string_view text() const noexcept {
    return whole_ ? text_ : std::string_view{"null"};
  }
  const attachments_ptr& attachments() const noexcept { return attached_; }

  /// A member of an object; not there if there is none.
  value operator[](std::string_view key) const;
  /// The elements of an array, none if it is no array.
  std::vector<value> elements() const;
  /// The string, if it is one.
  std::optional<std::string> string() const;
  /// Parsed, with attachments as binary values; null if it cannot be.
  json parse() const;
  /// As a `T`, if it fits; anything that nlohmann's from_json knows.
  template <class T>
  std::optional<T> get() const {
    return convert<T>(parse());
  }

private:
  value(std::string text, std::span<const std::string> attached);

  template <class T>
  static std::optional<T> convert(const json& from) {
    try {
      return from.get<T>();
    } catch (const json::exception&) {
      return {};
    }
  }

  std::shared_ptr<const std::string> whole_;
  std::string_view text_;
  attachments_ptr attached_;
};

/// Arguments on their way out: one JSON array, and its attachments.
class arguments_writer {
public:
  template <class T>
  void add(const T& argument) {
    if constexpr (std::is_same_v<T, value>)
      add_value(argument);
    else
      add_json(json(argument));
  }

  std::string array() const { return text_ + "]"; }
  std::span<const std::string> attachments() const { return attached_; }

private:
  void add_value(const value& argument);
  void add_json(json argument);
  void take_binaries(json& node);
  void comma();

  std::string text_ = "[";
  std::vector<std::string> attached_;
};

namespace detail {
/// A client's answer.
value make_value(const messages::answer_text& from);
/// Compact JSON; what is no UTF-8 becomes U+FFFD.
std::string to_text(const json& from);
/// Throws for `connect`, `disconnect` and the like.
void require_free_name(std::string_view event);
} // namespace detail

/// An event's name and arguments; throws `std::invalid_argument` for a name
/// that Socket.IO reserves.
template <class... Ts>
arguments_writer make_event(std::string_view event, const Ts&... arguments) {
  detail::require_free_name(event);
  arguments_writer writer;
  writer.add(event);
  (writer.add(arguments), ...);
  return writer;
}

} // namespace troupe
