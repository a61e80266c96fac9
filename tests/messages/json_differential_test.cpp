#define CAF_SUITE messages.json_differential

#include "messages/json_text.hpp"

#include "tests/support/test.hpp"

#include <nlohmann/json.hpp>
#include <random>

using namespace troupe::messages;

namespace {

using std::string;
using std::string_view;

/// Writes random JSON, all ASCII and without surrogates.
class generator {
public:
  explicit generator(std::uint64_t seed)
    : random_{seed} {}

  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

  string value(int depth) {
    const auto choice = below(depth == 0 ? 4 : 7);
    return choice < 4 ? scalar() : container(depth - 1, choice == 4);
  }

  /// Puts one character in, takes one out or exchanges one.
  string mutated(string text) {
    constexpr string_view alphabet =
      "{}[]:,\"\\/ \n\t\x01-+.0123456789eEutrxaf";
    const auto at = below(text.size());
    const char c = alphabet[below(alphabet.size())];
    const auto choice = below(3);
    return text.replace(at, choice != 0, choice == 1 ? 0 : 1, c);
  }

private:
  string scalar() {
    constexpr string_view words[] = {"true", "false", "null", "0",      "-7",
                                     "12",   "0.50",  "1e3",  "-0.1E-2"};
    return below(2) == 0 ? string{words[below(std::size(words))]} : quoted();
  }

  string quoted() {
    constexpr string_view parts[] = {
      "",        "a",    "_placeholder", "hello world", "\\n",
      "\\u00e9", "\\\"", "\\\\",         "{[,:]}"};
    string out = "\"";
    for (auto count = below(4); count != 0; --count)
      out += parts[below(std::size(parts))];
    return out + '"';
  }

  string container(int depth, bool object) {
    string out = object ? "{" : "[";
    for (auto count = below(4); count != 0; --count) {
      out += object ? quoted() + ":" : "";
      out += value(depth);
      out += count == 1 ? "" : below(4) == 0 ? " , " : ",";
    }
    return out + (object ? '}' : ']');
  }

  std::mt19937_64 random_;
};

enum class verdict { valid, invalid, number_too_large };

verdict reference(const string& text) {
  try {
    const auto parsed = nlohmann::json::parse(text);
    return parsed.is_discarded() ? verdict::invalid : verdict::valid;
  } catch (const nlohmann::json::out_of_range&) {
    return verdict::number_too_large;
  } catch (const nlohmann::json::parse_error&) {
    return verdict::invalid;
  }
}

/// True if all that can be cut out of `text` is what the reference finds there.
bool slices_agree(string_view text) {
  const auto parsed = nlohmann::json::parse(text);
  if (parsed.is_string())
    return unquote(text) == parsed.get<string>() &&
           nlohmann::json::parse(quote(*unquote(text))) == parsed;
  if (parsed.is_object()) {
    for (const auto& [key, value] : parsed.items()) {
      const auto member = object_member(text, key);
      if (
        !member || nlohmann::json::parse(*member) != value ||
        !slices_agree(*member))
        return false;
    }
  }
  const auto elements = array_elements(text);
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

} // namespace

CAF_TEST(random texts get the verdict of the reference) {
  generator make{20'251'123};
  std::size_t counts[3] = {};
  for (int i = 0; i < 40'000; ++i) {
    auto text = make.value(5);
    if (i % 4 != 0)
      text = make.mutated(std::move(text));
    const auto expected = reference(text);
    ++counts[static_cast<int>(expected)];
    if (
      expected != verdict::number_too_large &&
      check_json(text).has_value() != (expected == verdict::valid))
      CAF_ERROR("wrong verdict: " << text);
  }
  CAF_CHECK_GREATER(counts[0], 10'000u);
  CAF_CHECK_GREATER(counts[1], 10'000u);
  CAF_CHECK_LESS(counts[2], 100u);
}

CAF_TEST(random texts are cut where the reference cuts them) {
  generator make{42};
  std::size_t containers = 0;
  for (int i = 0; i < 3'000; ++i) {
    const auto text = make.value(5);
    containers += text.size() > 2 && text[0] != '"';
    if (!slices_agree(text))
      CAF_ERROR("wrong slices: " << text);
  }
  CAF_CHECK_GREATER(containers, 1'000u);
}
