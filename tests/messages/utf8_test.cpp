#define CAF_SUITE messages.utf8

#include "messages/utf8.hpp"

#include "tests/support/test.hpp"

#include <set>

using namespace troupe::messages;

namespace {

using std::string;

/// RFC 3629, section 3, for code points that are none of the surrogates.
string encoded(char32_t c) {
  const auto byte = [](char32_t bits) { return static_cast<char>(bits); };
  const auto next = [&](int shift, char32_t c) {
    return byte(0x80 | (c >> shift & 0x3F));
  };
  if (c < 0x80)
    return {byte(c)};
  if (c < 0x800)
    return {byte(0xC0 | c >> 6), next(0, c)};
  if (c < 0x10000)
    return {byte(0xE0 | c >> 12), next(6, c), next(0, c)};
  return {byte(0xF0 | c >> 18), next(12, c), next(6, c), next(0, c)};
}

bool is_surrogate(char32_t c) {
  return c >= 0xD800 && c <= 0xDFFF;
}

/// Every beginning of every character, and every character.
struct unicode {
  std::set<string> starts; ///< of 1 to 3 bytes, unfinished
  std::set<string> characters;

  unicode() {
    for (char32_t c = 0; c <= 0x10FFFF; ++c) {
      if (is_surrogate(c))
        continue;
      const auto all = encoded(c);
      for (std::size_t n = 1; n < all.size(); ++n)
        starts.insert(all.substr(0, n));
      if (all.size() < 4)
        characters.insert(all);
    }
  }
};

const unicode& known() {
  static const unicode made;
  return made;
}

/// The verdict on bytes that are at most one character of at most 3 bytes.
int expected_state(const string& bytes) {
  return known().characters.contains(bytes) ? 2
         : known().starts.contains(bytes)   ? 1
                                            : 0;
}

/// Says what one feed() of all, and one feed() per byte, must agree upon:
/// 0 = invalid, 1 = unfinished, 2 = valid; -1 if they do not.
int state(const string& bytes) {
  utf8_checker whole;
  const bool fed = whole.feed(bytes);
  utf8_checker pieces;
  bool alive = true;
  for (std::size_t i = 0; alive && i < bytes.size(); ++i)
    alive = pieces.feed({&bytes[i], 1});
  if (alive != fed || (fed && whole.complete() != pieces.complete()))
    return -1;
  const int found = !fed ? 0 : whole.complete() ? 2 : 1;
  return is_utf8(bytes) == (found == 2) ? found : -1;
}

string pair(int first, int second) {
  return {static_cast<char>(first), static_cast<char>(second)};
}

} // namespace

CAF_TEST(every character is valid and none of its beginnings is) {
  string all;
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (is_surrogate(c))
      continue;
    const auto bytes = encoded(c);
    all += bytes;
    if (state(bytes) != 2)
      CAF_ERROR("refused: " << static_cast<unsigned>(c));
    for (std::size_t n = 1; n < bytes.size(); ++n)
      if (state(bytes.substr(0, n)) != 1)
        CAF_ERROR("not unfinished: " << static_cast<unsigned>(c));
  }
  CAF_CHECK(is_utf8(all));
}

CAF_TEST(every first and second byte gets its verdict) {
  CAF_REQUIRE_EQUAL(known().characters.size(), 0x10000u - 0x800u);
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const auto bytes = pair(first, second);
      const auto character = first < 0x80 ? bytes.substr(1) : bytes;
      if (state(bytes) != expected_state(character))
        CAF_ERROR("bytes " << first << ", " << second);
    }
  }
}

CAF_TEST(every third byte gets its verdict) {
  for (const auto& start : known().starts) {
    for (int third = 0; start.size() == 2 && third < 256; ++third) {
      const auto bytes = start + static_cast<char>(third);
      if (state(bytes) != expected_state(bytes))
        CAF_ERROR("third byte " << third);
    }
  }
}

CAF_TEST(a fourth byte is a continuation byte or an error) {
  for (int fourth = 0; fourth < 256; ++fourth) {
    const bool fine = fourth >= 0x80 && fourth <= 0xBF;
    for (const string start : {"\xf0\x90\x80", "\xf1\x80\x80", "\xf4\x8f\xbf"})
      CAF_CHECK_EQUAL(state(start + static_cast<char>(fourth)), fine ? 2 : 0);
  }
}

CAF_TEST(classes of bad text are refused wherever they stand in ASCII) {
  const std::pair<const char*, string> cases[] = {
    {"lone continuation", "\x80"},
    {"two continuations", "\xbf\xbf"},
    {"overlong slash in two", "\xc0\xaf"},
    {"overlong slash in three", "\xe0\x80\xaf"},
    {"overlong slash in four", "\xf0\x80\x80\xaf"},
    {"overlong NUL", "\xc0\x80"},
    {"highest overlong in two", "\xc1\xbf"},
    {"highest overlong in three", "\xe0\x9f\xbf"},
    {"highest overlong in four", "\xf0\x8f\xbf\xbf"},
    {"first high surrogate", "\xed\xa0\x80"},
    {"last low surrogate", "\xed\xbf\xbf"},
    {"surrogate pair", "\xed\xa0\x80\xed\xb0\x80"},
    {"above U+10FFFF", "\xf4\x90\x80\x80"},
    {"five bytes", "\xf8\x88\x80\x80\x80"},
    {"six bytes", "\xfc\x84\x80\x80\x80\x80"},
    {"FE", "\xfe"},
    {"FF", "\xff"},
    {"cut short by ASCII", "\xe2\x82z"},
    {"cut short by another", "\xe2\x82\xc3\xa9"},
    {"one continuation too many", "\xc3\xa9\xa9"},
  };
  for (const auto& [name, bad] : cases) {
    CAF_MESSAGE(name);
    for (std::size_t before = 0; before < 18; ++before)
      for (std::size_t after : {0, 1, 7, 8, 9})
        CAF_CHECK_EQUAL(
          state(string(before, 'a') + bad + string(after, 'z')), 0);
  }
}

CAF_TEST(good text is accepted wherever it stands in ASCII) {
  for (const string good :
       {"\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xef\xbf\xbf",
        "\xef\xbb\xbf"}) {
    for (std::size_t before = 0; before < 18; ++before)
      for (std::size_t after : {0, 1, 7, 8, 9})
        CAF_CHECK_EQUAL(
          state(string(before, 'a') + good + string(after, 'z')), 2);
  }
  CAF_CHECK(is_utf8(""));
  CAF_CHECK(is_utf8(string(1000, '\0')));
}

CAF_TEST(a checker starts anew after reset) {
  utf8_checker checker;
  CAF_CHECK(checker.feed("\xe0"));
  CAF_CHECK(!checker.complete());
  checker.reset();
  CAF_CHECK(checker.complete());
  CAF_CHECK(checker.feed("a\xc3"));
  CAF_CHECK(checker.feed("\x80"));
  CAF_CHECK(checker.complete());
}
