#include "messages/json_text.hpp"
#include "messages/utf8.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/json_reference.hpp"

#include <algorithm>
#include <string>

// F6: the check of JSON and what is cut out of it, beside nlohmann/json.

namespace {

using namespace troupe::messages;
using namespace troupe::fuzz;
using troupe::tests::json_extent;
using troupe::tests::measure_json;
using troupe::tests::slices_agree;

constexpr json_limits tight{6, 24};
/// The reference compares and copies by recursion.
constexpr std::size_t longest = 8192;

/// The same text without surrogates in escapes, which the reference refuses
/// when they are not in pairs and JSON.parse does not.
std::string without_surrogates(std::string_view text) {
  std::string out{text};
  for (std::size_t at = 0; (at = out.find("\\u", at)) != out.npos; at += 2)
    if (
      at + 4 <= out.size() && (out[at + 2] | 0x20) == 'd' &&
      std::string_view{"89abcdefABCDEF"}.find(out[at + 3]) !=
        std::string_view::npos)
      out[at + 2] = '0';
  return out;
}

void check_verdict(std::string_view input, const json_extent& theirs) {
  if (theirs.verdict == json_extent::too_large_number)
    return; // 1e400 is Infinity to JSON.parse, and relayed as it is
  const auto ours = check_json(input, {1024, 100'000});
  require(
    ours.has_value() == (theirs.verdict == json_extent::valid),
    "our verdict is the reference's");
  if (!ours)
    return;
  const auto bounded = check_json(input, tight);
  const bool fits = theirs.depth <= tight.depth && theirs.values <= tight.nodes;
  require(bounded.has_value() == fits, "limits of depth and values are exact");
}

void check_strings(std::string_view input) {
  const auto quoted = quote(input);
  require(check_json(quoted).has_value(), "what is quoted is JSON");
  const auto back = unquote(quoted);
  require(back && (*back == input || !is_utf8(input)), "quotes come off again");
  require(is_utf8(*back), "a quoted text is UTF-8");
}

/// Another number that a placeholder may have.
std::uint64_t other(std::uint64_t n) {
  return n == 0 ? 1 : n - 1;
}

void check_placeholders(std::string_view checked) {
  const auto same = [](std::uint64_t n) { return n; };
  const auto plain = renumber_placeholders(checked, same);
  require(
    renumber_placeholders(plain, same) == plain,
    "the same numbers make the same text");
  const auto found = find_placeholders(checked);
  if (!found)
    return;
  const auto moved = renumber_placeholders(checked, other);
  const auto again = find_placeholders(moved);
  require(
    check_json(moved).has_value() && again && again->size() == found->size(),
    "new numbers leave the text whole");
  for (std::size_t i = 0; i < found->size(); ++i)
    require(
      (*again)[i].num == other((*found)[i].num), "each number is the new one");
}

} // namespace

TROUPE_FUZZ_TARGET(json) {
  if (input.size() > longest || !is_utf8(input))
    return check_strings(input.substr(0, longest));
  check_strings(input);
  // The reference takes a byte order mark, and NUL for the end.
  if (input.starts_with("\xEF\xBB\xBF") || input.find('\0') != input.npos) {
    require(
      input.find('\0') == input.npos || !check_json(input), "NUL is not JSON");
    return;
  }
  const auto plain = without_surrogates(input);
  const auto theirs = measure_json(plain);
  check_verdict(input, theirs);
  if (!check_json(input))
    return;
  check_placeholders(input);
  const auto as_is = plain == input ? theirs : measure_json(input);
  if (as_is.verdict == json_extent::valid)
    require(slices_agree(input), "slices are what the reference finds there");
}
