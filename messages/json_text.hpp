#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// JSON as text: checked and sliced, never parsed into values.
///
/// What a server only relays stays the text that came in, so numbers, key order
/// and escapes survive. All functions are linear and use no recursion.
namespace troupe::messages {

struct json_limits {
  std::size_t depth = 64;      ///< of open containers; 1024 at most
  std::size_t nodes = 100'000; ///< values, keys not counted
};

enum class json_kind : std::uint8_t {
  object,
  array,
  string,
  number,
  boolean,
  null,
};

/// What the first pass over a text finds out.
struct json_facts {
  json_kind kind = json_kind::null;
  std::size_t elements = 0;  ///< of the outermost array
  bool placeholders = false; ///< some object has a `_placeholder` key
};

/// Checks that `text` is exactly one JSON value (RFC 8259; white space around
/// it allowed) within `limits`. Nothing if not. UTF-8 is the caller's to check.
/// Accepts what JSON.parse accepts, lone surrogate escapes included.
std::optional<json_facts>
check_json(std::string_view text, const json_limits& limits = {});

/// The kind of a checked value.
json_kind kind_of(std::string_view checked);

/// The elements of a checked array, as slices without white space around them.
std::vector<std::string_view> array_elements(std::string_view checked);

/// The value of member `key` of a checked object, last one if repeated; nothing
/// if there is none or `checked` is no object. `key` is compared after
/// unescaping.
std::optional<std::string_view>
object_member(std::string_view checked, std::string_view key);

/// A checked string's content as UTF-8; lone surrogates become U+FFFD. Nothing
/// if `checked` is no string.
std::optional<std::string> unquote(std::string_view checked);

/// `text` as a JSON string with its quotes. Invalid UTF-8 becomes U+FFFD.
std::string quote(std::string_view text);

/// An attachment's place in a packet's JSON:
/// `{"_placeholder":true,"num":0}` (Socket.IO protocol v5, "Binary event").
struct placeholder {
  std::size_t begin = 0; ///< offset of `{`
  std::size_t end = 0;   ///< offset behind `}`
  std::uint64_t num = 0;
};

/// All placeholders of a checked text, in order. Other members of such an
/// object do not matter, and what is inside one is none. Nothing if some object
/// with `"_placeholder":true` has no `num` of decimal digits and at most 10^9.
std::optional<std::vector<placeholder>>
find_placeholders(std::string_view checked);

/// Copies a checked text, giving each placeholder, in order, the number
/// `renumber` returns for its old one. A text for which find_placeholders()
/// finds nothing is copied as it is.
std::string renumber_placeholders(
  std::string_view checked,
  const std::function<std::uint64_t(std::uint64_t)>& renumber);

} // namespace troupe::messages
