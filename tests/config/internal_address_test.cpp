#define CAF_SUITE config.internal_address

#include "config/internal_address.hpp"

#include "tests/support/test.hpp"

using namespace troupe::config;

CAF_TEST(a host is needed only for other than this machine) {
  const host_port here{"127.0.0.1", 9464};
  CAF_CHECK(parse_internal_address("9464") == here);
  CAF_CHECK(parse_internal_address(":9464") == here);
  CAF_CHECK(parse_internal_address("127.0.0.1:9464") == here);
  CAF_CHECK(
    parse_internal_address("0.0.0.0:9464") == (host_port{"0.0.0.0", 9464}));
  CAF_CHECK(parse_internal_address("[::1]:1") == (host_port{"::1", 1}));
}

CAF_TEST(what is no address is none) {
  for (const auto* text : {"", "public", "host", "99999", "-1", "9464x", ":"}) {
    CAF_MESSAGE(text);
    CAF_CHECK(!parse_internal_address(text));
  }
}

CAF_TEST(public is a place too) {
  CAF_CHECK(is_internal_address("public"));
  CAF_CHECK(is_internal_address("0"));
  CAF_CHECK(!is_internal_address("private"));
}
