#define CAF_SUITE net.socket_pair

#include "net/socket_pair.hpp"

#include "tests/support/test.hpp"

using namespace troupe;
using namespace troupe::net;

CAF_TEST(the ends of a pair have no address) {
  const auto ends = make_socket_pair();
  CAF_REQUIRE(ends);
  CAF_CHECK_EQUAL(ends->near->remote_address(), "");
  CAF_CHECK_EQUAL(ends->far->remote_address(), "");
}

CAF_TEST(a pair counts as two open sockets until it ends) {
  const auto before = stream::alive();
  auto ends = make_socket_pair();
  CAF_REQUIRE(ends);
  CAF_CHECK_EQUAL(stream::alive(), before + 2);
  ends.reset();
  CAF_CHECK_EQUAL(stream::alive(), before);
}
