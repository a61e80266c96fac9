#define CAF_SUITE messages.offset

#include "messages/offset.hpp"

#include "tests/support/test.hpp"

#include <optional>
#include <string>

using namespace troupe::messages;

using maybe = std::optional<std::uint64_t>;

CAF_TEST(an offset is 11 characters and comes back from them) {
  for (const std::uint64_t offset :
       {std::uint64_t{1}, std::uint64_t{0xFF'FFFF} << 40, ~std::uint64_t{0}}) {
    CAF_CHECK_EQUAL(offset_text(offset).size(), 11U);
    CAF_CHECK(parse_offset(offset_text(offset)) == maybe{offset});
  }
}

CAF_TEST(what we have not written is no offset) {
  for (const std::string text :
       {"", "AAAAAAAAAAA", "AAAAAAAAAA", "AAAAAAAAAAEA", "AAAA!AAAAAE",
        "AAAAAAAAAAF"})
    CAF_CHECK(parse_offset(text) == maybe{});
}

CAF_TEST(nodes make offsets of their own) {
  offset_source one{1};
  offset_source two{2};
  const auto first = one.next();
  CAF_CHECK_EQUAL(one.next(), first + 1);
  CAF_CHECK_NOT_EQUAL(two.next(), first);
  CAF_CHECK_NOT_EQUAL(offset_source{0}.next(), 0U);
}

CAF_TEST(an event has its offset last) {
  CAF_CHECK_EQUAL(
    with_offset(R"(["said",{"a":1}])", 1), R"(["said",{"a":1},"AAAAAAAAAAE"])");
}
