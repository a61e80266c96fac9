#include "messages/json_text.hpp"

#include "messages/json_scan.hpp"

#include <algorithm>
#include <boost/locale/utf.hpp>
#include <charconv>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

namespace troupe::messages {

using json_scan::skip_space;
using json_scan::skip_value;
using json_scan::string_equals;

namespace {

/// The offset of the next value or closing bracket: behind white space and at
/// most one comma or colon.
std::size_t skip_separator(std::string_view checked, std::size_t at) {
  at = skip_space(checked, at);
  if (at < checked.size() && (checked[at] == ',' || checked[at] == ':'))
    at = skip_space(checked, at + 1);
  return at;
}

/// The offset of what stands behind `bracket`, if that is what comes first.
std::optional<std::size_t> enter(std::string_view checked, char bracket) {
  const auto at = skip_space(checked, 0);
  if (at == checked.size() || checked[at] != bracket)
    return std::nullopt;
  return skip_space(checked, at + 1);
}

char32_t hex_value(std::string_view four) {
  std::uint32_t value = 0;
  std::from_chars(four.data(), four.data() + four.size(), value, 16);
  return value;
}

/// Reads the `XXXX` of a `\uXXXX` at `at`, or both escapes of a surrogate pair,
/// and moves `at` behind them.
char32_t read_unicode(std::string_view inner, std::size_t& at) {
  constexpr char32_t replacement = 0xFFFD;
  const auto first = hex_value(inner.substr(at, 4));
  at = std::min(at + 4, inner.size());
  if (first < 0xD800 || first > 0xDFFF)
    return first;
  if (first > 0xDBFF || inner.substr(at, 2) != "\\u")
    return replacement;
  const auto second = hex_value(inner.substr(at + 2, 4));
  if (second < 0xDC00 || second > 0xDFFF)
    return replacement;
  at = std::min(at + 6, inner.size());
  return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
}

/// Resolves the escape whose backslash stands right before `at` and moves `at`
/// behind it.
void append_escaped(std::string& out, std::string_view inner, std::size_t& at) {
  constexpr std::string_view letters = "bfnrt";
  constexpr std::string_view meanings = "\b\f\n\r\t";
  const char c = inner[at++];
  if (c == 'u') {
    using utf8 = boost::locale::utf::utf_traits<char>;
    utf8::encode(read_unicode(inner, at), std::back_inserter(out));
    return;
  }
  const auto letter = letters.find(c);
  out += letter == letters.npos ? c : meanings[letter];
}

/// The meaning of what stands between a string's quotes.
std::string unescape(std::string_view inner) {
  std::string out;
  out.reserve(inner.size());
  for (std::size_t at = 0; at < inner.size();) {
    const auto backslash = std::min(inner.find('\\', at), inner.size());
    out.append(inner, at, backslash - at);
    at = backslash + 1;
    if (at < inner.size())
      append_escaped(out, inner, at);
  }
  return out;
}

/// An object or array whose end is still to come.
struct level {
  std::size_t begin = 0;
  std::string_view key = {};             ///< of the member at hand, quoted
  bool marked = false;                   ///< `_placeholder` is `true`
  std::optional<std::uint64_t> num = {}; ///< what `num` is, if it will do
};

std::optional<std::uint64_t> read_num(std::string_view value) {
  constexpr std::uint64_t highest = 1'000'000'000;
  std::uint64_t num = 0;
  const auto* const end = value.data() + value.size();
  const auto [rest, error] = std::from_chars(value.data(), end, num);
  if (error != std::errc{} || rest != end || num > highest)
    return std::nullopt;
  return num;
}

/// Finds all placeholders in one pass over a checked text.
class placeholder_search {
public:
  explicit placeholder_search(std::string_view checked)
    : text_{checked} {}

  std::optional<std::vector<placeholder>> run() {
    for (std::size_t at = 0; at < text_.size();) {
      const char c = text_[at];
      if (c == '{' || c == '[')
        at = open(at);
      else if (c == '}' || c == ']')
        at = close(at);
      else
        at = c == ',' || json_scan::is_space(c) ? at + 1 : key_or_value(at);
    }
    return failed_ ? std::nullopt : std::optional{std::move(found_)};
  }

private:
  std::size_t open(std::size_t at) {
    member(text_.substr(at, 1));
    levels_.push_back({.begin = at});
    return at + 1;
  }

  std::size_t close(std::size_t at) {
    if (levels_.empty())
      return text_.size();
    const auto done = levels_.back();
    levels_.pop_back();
    if (done.marked) {
      failed_ |= !done.num;
      // An attachment takes the place of all that the object holds.
      while (!found_.empty() && found_.back().begin > done.begin)
        found_.pop_back();
      found_.push_back({done.begin, at + 1, done.num.value_or(0)});
    }
    return at + 1;
  }

  std::size_t key_or_value(std::size_t at) {
    const auto end = skip_value(text_, at);
    const auto token = text_.substr(at, end - at);
    const auto behind = skip_space(text_, end);
    if (behind == text_.size() || text_[behind] != ':') {
      member(token);
      return end;
    }
    if (!levels_.empty())
      levels_.back().key = token;
    return behind + 1;
  }

  /// Notes a value of the innermost container. The last of equal keys counts.
  void member(std::string_view value) {
    if (levels_.empty() || levels_.back().key.empty())
      return;
    auto& in = levels_.back();
    if (string_equals(in.key, "_placeholder"))
      in.marked = value == "true";
    else if (string_equals(in.key, "num"))
      in.num = read_num(value);
  }

  std::string_view text_;
  std::vector<level> levels_;
  std::vector<placeholder> found_;
  bool failed_ = false;
};

} // namespace

bool json_scan::string_equals(std::string_view quoted, std::string_view plain) {
  const auto inner = quoted.substr(1, quoted.size() - 2);
  if (inner.size() < plain.size())
    return false;
  if (inner.find('\\') == inner.npos)
    return inner == plain;
  // No escape is more than six times as long as what it means.
  return inner.size() <= 6 * plain.size() && unescape(inner) == plain;
}

json_kind kind_of(std::string_view checked) {
  const auto at = skip_space(checked, 0);
  return json_scan::kind_of_first(at < checked.size() ? checked[at] : 'n');
}

std::vector<std::string_view> array_elements(std::string_view checked) {
  std::vector<std::string_view> elements;
  auto at = enter(checked, '[').value_or(checked.size());
  while (at < checked.size() && checked[at] != ']') {
    const auto end = skip_value(checked, at);
    elements.push_back(checked.substr(at, end - at));
    at = skip_separator(checked, end);
  }
  return elements;
}

std::optional<std::string_view>
object_member(std::string_view checked, std::string_view key) {
  std::optional<std::string_view> found;
  auto at = enter(checked, '{').value_or(checked.size());
  while (at < checked.size() && checked[at] == '"') {
    const auto key_end = json_scan::skip_string(checked, at);
    const auto value = skip_separator(checked, key_end);
    if (value >= checked.size())
      break;
    const auto end = skip_value(checked, value);
    if (string_equals(checked.substr(at, key_end - at), key))
      found = checked.substr(value, end - value);
    at = skip_separator(checked, end);
  }
  return found;
}

std::optional<std::string> unquote(std::string_view checked) {
  const auto at = skip_space(checked, 0);
  if (at == checked.size() || checked[at] != '"')
    return std::nullopt;
  const auto end = json_scan::skip_string(checked, at);
  return unescape(checked.substr(at + 1, end - at - 2));
}

std::string quote(std::string_view text) {
  using nlohmann::json;
  return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<std::vector<placeholder>>
find_placeholders(std::string_view checked) {
  return placeholder_search{checked}.run();
}

std::string renumber_placeholders(
  std::string_view checked,
  const std::function<std::uint64_t(std::uint64_t)>& renumber) {
  const auto places = find_placeholders(checked);
  if (!places)
    return std::string{checked};
  std::string out;
  std::size_t copied = 0;
  for (const auto& found : *places) {
    out.append(checked, copied, found.begin - copied);
    out += R"({"_placeholder":true,"num":)";
    out += std::to_string(renumber(found.num));
    out += '}';
    copied = found.end;
  }
  return out.append(checked, copied);
}

} // namespace troupe::messages
