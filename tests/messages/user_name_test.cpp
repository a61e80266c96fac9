#define CAF_SUITE messages.user_name

#include "messages/user_name.hpp"

#include "tests/support/test.hpp"

using namespace troupe::messages;

using std::string;

namespace {

const struct {
  string name;
  const char* objection;
} known_cases[] = {
  {"a", ""},
  {"Zoë & 花=1", ""},
  {"O'Brien \"the\" <b>", ""},
  {"👩‍💻", "has a character that cannot be seen"}, // a joiner
  {"❤️", ""}, // a variation selector
  {"مرحبا", ""},
  {"שלום", ""},
  {string(64, 'x'), ""},
  {string(65, 'x'), "is too long"},
  {"", "is empty"},
  {string{"\0", 1}, "has a control character"},
  {"a\nb", "has a control character"},
  {"a\tb", "has a control character"},
  {"\x1b[31m", "has a control character"},
  {"a\x7f", "has a control character"},
  {"a\u0085", "has a control character"},
  {"a\u2028", "has a control character"},
  {"a\u202Eb", "has a character that changes the direction of text"},
  {"\u200Fa", "has a character that changes the direction of text"},
  {"\u061Ca", "has a character that changes the direction of text"},
  {"a\u2066", "has a character that changes the direction of text"},
  {"a\u200B", "has a character that cannot be seen"},
  {"\uFEFFa", "has a character that cannot be seen"},
  {"a\u00ADb", "has a character that cannot be seen"},
  {"\u3164", "has a character that cannot be seen"},
  {"a\U000E0041", "has a character that cannot be seen"},
  {"\xff", "is no UTF-8"},
  {"a\xc0\x80", "is no UTF-8"},
  {"\xed\xa0\x80", "is no UTF-8"},
  {"\xe2\x82", "is no UTF-8"},
};

} // namespace

CAF_TEST(names can be read by people) {
  for (const auto& c : known_cases) {
    CAF_MESSAGE(c.name);
    CAF_CHECK_EQUAL(string{objection_to_user_name(c.name)}, c.objection);
  }
}

CAF_TEST(length is counted in code points) {
  string umlauts;
  for (int i = 0; i < 64; ++i)
    umlauts += "ü";
  CAF_CHECK_EQUAL(string{objection_to_user_name(umlauts)}, "");
  CAF_CHECK_EQUAL(string{objection_to_user_name(umlauts + "x")}, "is too long");
  CAF_CHECK_EQUAL(string{objection_to_user_name(umlauts + "x", 65)}, "");
}
