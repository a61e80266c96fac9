#include "messages/json_scan.hpp"
#include "messages/json_text.hpp"

#include <algorithm>
#include <bitset>

namespace troupe::messages {

namespace {

constexpr std::size_t deepest = 1024;

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

constexpr bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// One pass over a text; all it remembers is one bit per open container.
class checker {
public:
  checker(std::string_view text, const json_limits& limits)
    : at_{text.data()}
    , end_{at_ + text.size()}
    , max_depth_{std::min(limits.depth, deepest)}
    , nodes_left_{limits.nodes} {}

  std::optional<json_facts> run() {
    skip_space();
    const auto kind = json_scan::kind_of_first(peek());
    auto state = progress::value;
    while (state == progress::value)
      state = descend() ? ascend() : progress::failed;
    if (state == progress::failed)
      return std::nullopt;
    const auto elements = kind == json_kind::array ? outermost_ : 0;
    return json_facts{kind, elements, placeholders_};
  }

private:
  enum class progress : std::uint8_t { value, done, failed };

  /// `\0` at the end: no character that any rule here would accept.
  char peek() const { return at_ == end_ ? '\0' : *at_; }

  bool take(char c) {
    const bool found = at_ != end_ && *at_ == c;
    at_ += found;
    return found;
  }

  void skip_space() {
    while (json_scan::is_space(peek()))
      ++at_;
  }

  /// Reads a value, following first elements down to the innermost one.
  bool descend() {
    for (;;) {
      skip_space();
      if (nodes_left_-- == 0)
        return false;
      outermost_ += depth_ == 1;
      const bool object = peek() == '{';
      if (!object && peek() != '[')
        return scalar();
      ++at_;
      if (depth_ == max_depth_)
        return false;
      skip_space();
      if (take(object ? '}' : ']'))
        return true;
      objects_[depth_++] = object;
      if (object && !key())
        return false;
    }
  }

  /// Behind a value: closes what ends here and steps to the next value, if any.
  progress ascend() {
    skip_space();
    while (depth_ != 0) {
      const bool object = objects_[depth_ - 1];
      if (take(','))
        return !object || key() ? progress::value : progress::failed;
      if (!take(object ? '}' : ']'))
        return progress::failed;
      --depth_;
      skip_space();
    }
    return at_ == end_ ? progress::done : progress::failed;
  }

  /// Reads a member's name and its colon.
  bool key() {
    skip_space();
    const auto* begin = at_;
    if (!string())
      return false;
    if (json_scan::string_equals({begin, at_}, "_placeholder"))
      placeholders_ = true;
    skip_space();
    return take(':');
  }

  bool scalar() {
    switch (peek()) {
    case '"':
      return string();
    case 't':
      return literal("true");
    case 'f':
      return literal("false");
    case 'n':
      return literal("null");
    default:
      return number();
    }
  }

  bool literal(std::string_view word) {
    if (!std::string_view{at_, end_}.starts_with(word))
      return false;
    at_ += word.size();
    return true;
  }

  bool digits() {
    const auto* begin = at_;
    while (is_digit(peek()))
      ++at_;
    return at_ != begin;
  }

  bool number() {
    take('-');
    if (!take('0') && !digits())
      return false;
    if (take('.') && !digits())
      return false;
    if (!take('e') && !take('E'))
      return true;
    if (!take('+'))
      take('-');
    return digits();
  }

  bool string() {
    if (!take('"'))
      return false;
    for (;;) {
      at_ = json_scan::skip_run(at_, end_);
      if (take('"'))
        return true;
      if (!take('\\') || !escape())
        return false;
    }
  }

  /// Reads what may stand behind a backslash (RFC 8259, section 7).
  bool escape() {
    constexpr std::string_view single = "\"\\/bfnrt";
    if (take('u')) {
      if (end_ - at_ < 4 || !std::all_of(at_, at_ + 4, is_hex))
        return false;
      at_ += 4;
      return true;
    }
    if (at_ == end_ || single.find(*at_) == single.npos)
      return false;
    ++at_;
    return true;
  }

  const char* at_;
  const char* end_;
  std::size_t depth_ = 0;
  std::size_t max_depth_;
  std::size_t nodes_left_;
  std::size_t outermost_ = 0; ///< values directly in the outermost container
  bool placeholders_ = false;
  std::bitset<deepest> objects_;
};

} // namespace

std::optional<json_facts>
check_json(std::string_view text, const json_limits& limits) {
  return checker{text, limits}.run();
}

} // namespace troupe::messages
