#pragma once

#include "messages/json_text.hpp"

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

/// What nlohmann/json makes of a text, for comparison with ours.
namespace troupe::tests {

/// How large a text is, as far as it is JSON.
struct json_extent {
  enum outcome { valid, invalid, too_large_number };
  outcome verdict = valid;
  std::size_t depth = 0;
  std::size_t values = 0; ///< keys not counted
};

/// Counts while nlohmann/json parses, and keeps nothing: any depth will do.
class json_counter final : public nlohmann::json_sax<nlohmann::json> {
public:
  json_extent found;

  bool null() override { return count(); }
  bool boolean(bool) override { return count(); }
  bool number_integer(number_integer_t) override { return count(); }
  bool number_unsigned(number_unsigned_t) override { return count(); }
  bool number_float(number_float_t, const string_t&) override {
    return count();
  }
  bool string(string_t&) override { return count(); }
  bool binary(binary_t&) override { return count(); }
  bool start_object(std::size_t) override { return open(); }
  bool start_array(std::size_t) override { return open(); }
  bool end_object() override { return --depth_, true; }
  bool end_array() override { return --depth_, true; }
  bool key(string_t&) override { return true; }
  bool parse_error(
    std::size_t, const std::string&,
    const nlohmann::json::exception& error) override {
    constexpr int number_overflow = 406;
    found.verdict = error.id == number_overflow ? json_extent::too_large_number
                                                : json_extent::invalid;
    return false;
  }

private:
  bool count() { return ++found.values, true; }
  bool open() {
    found.depth = std::max(found.depth, ++depth_);
    return count();
  }

  std::size_t depth_ = 0;
};

inline json_extent measure_json(std::string_view text) {
  json_counter counter;
  nlohmann::json::sax_parse(text.begin(), text.end(), &counter);
  return counter.found;
}

/// True if all that can be cut out of `text` is what the reference finds there.
/// By recursion: for texts whose depth is bounded.
inline bool slices_agree(std::string_view text) {
  const auto parsed = nlohmann::json::parse(text);
  if (parsed.is_string()) {
    const auto content = messages::unquote(text);
    return content == parsed.get<std::string>() &&
           nlohmann::json::parse(messages::quote(*content)) == parsed;
  }
  if (parsed.is_object()) {
    for (const auto& [key, value] : parsed.items()) {
      const auto member = messages::object_member(text, key);
      if (
        !member || nlohmann::json::parse(*member) != value ||
        !slices_agree(*member))
        return false;
    }
  }
  const auto elements = messages::array_elements(text);
  if (elements.size() != (parsed.is_array() ? parsed.size() : 0))
    return false;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (
      nlohmann::json::parse(elements[i]) != parsed[i] ||
      !slices_agree(elements[i]))
      return false;
  }
  return true;
}

} // namespace troupe::tests
