#define CAF_SUITE messages.attachments

#include "messages/attachments.hpp"

#include "tests/support/test.hpp"

using namespace troupe::messages;

using result = reassembly::result;
using strings = std::vector<std::string>;

CAF_TEST(a packet is complete with its last attachment) {
  reassembly packet{100};
  CAF_CHECK(!packet.waiting());
  packet.begin("header", 3);
  CAF_CHECK(packet.waiting());
  CAF_CHECK(packet.add("a") == result::more);
  CAF_CHECK(packet.add("") == result::more);
  CAF_CHECK(packet.waiting());
  CAF_CHECK(packet.add(std::string(2, '\0')) == result::complete);
  CAF_CHECK(!packet.waiting());
  CAF_CHECK_EQUAL(packet.text(), "header");
  CAF_CHECK_EQUAL(packet.take(), (strings{"a", "", std::string(2, '\0')}));
  CAF_CHECK(!packet.waiting());
}

CAF_TEST(text and attachments are copied) {
  reassembly packet{100};
  std::string buffer = "header";
  packet.begin(buffer, 1);
  buffer = "aaaaaa";
  CAF_CHECK(packet.add(buffer) == result::complete);
  buffer = "bbbbbb";
  CAF_CHECK_EQUAL(packet.text(), "header");
  CAF_CHECK_EQUAL(packet.take(), strings{"aaaaaa"});
}

CAF_TEST(packets follow one another) {
  reassembly packet{10};
  for (int i = 0; i < 3; ++i) {
    packet.begin("12345", 1);
    CAF_CHECK(packet.waiting());
    CAF_CHECK(packet.add("67890") == result::complete);
    CAF_CHECK_EQUAL(packet.take(), strings{"67890"});
  }
}

CAF_TEST(the limit counts text and attachments and holds at its bound) {
  reassembly packet{10};
  packet.begin("1234", 2);
  CAF_CHECK(packet.add("123") == result::more);
  CAF_CHECK(packet.add("123") == result::complete);
  packet.begin("1234", 2);
  CAF_CHECK(packet.add("123") == result::more);
  CAF_CHECK(packet.add("1234") == result::too_big);
  CAF_CHECK(!packet.waiting());
  packet.begin("12345678901", 1);
  CAF_CHECK(packet.add("") == result::too_big);
  CAF_CHECK(!packet.waiting());
  packet.begin("1234567890", 1);
  CAF_CHECK(packet.add("") == result::complete);
}

CAF_TEST(a packet that is too big leaves room for the next) {
  reassembly packet{10};
  packet.begin("1234", 2);
  CAF_CHECK(packet.add("1234567") == result::too_big);
  packet.begin("5678", 1);
  CAF_CHECK(packet.add("123456") == result::complete);
  CAF_CHECK_EQUAL(packet.text(), "5678");
  CAF_CHECK_EQUAL(packet.take(), strings{"123456"});
}

CAF_TEST(a new header drops a packet that is under way) {
  reassembly packet{10};
  packet.begin("old", 2);
  CAF_CHECK(packet.add("a") == result::more);
  packet.begin("new", 1);
  CAF_CHECK(packet.add("b") == result::complete);
  CAF_CHECK_EQUAL(packet.text(), "new");
  CAF_CHECK_EQUAL(packet.take(), strings{"b"});
}

CAF_TEST(a declared count allocates nothing) {
  reassembly packet{10};
  packet.begin("1", SIZE_MAX);
  CAF_CHECK(packet.waiting());
  CAF_CHECK(packet.add("a") == result::more);
}

CAF_TEST(an idle connection holds two words) {
  CAF_CHECK_EQUAL(sizeof(reassembly), 2 * sizeof(void*));
}
