#define CAF_SUITE messages.json_differential

#include "messages/json_text.hpp"

#include "tests/support/json_reference.hpp"
#include "tests/support/test.hpp"

#include <random>

using namespace troupe::messages;
using troupe::tests::json_extent;
using troupe::tests::measure_json;
using troupe::tests::slices_agree;

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

} // namespace

CAF_TEST(random texts get the verdict of the reference) {
  generator make{20'251'123};
  std::size_t counts[3] = {};
  for (int i = 0; i < 40'000; ++i) {
    auto text = make.value(5);
    if (i % 4 != 0)
      text = make.mutated(std::move(text));
    const auto expected = measure_json(text).verdict;
    ++counts[expected];
    if (
      expected != json_extent::too_large_number &&
      check_json(text).has_value() != (expected == json_extent::valid))
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
