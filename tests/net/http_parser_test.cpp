#define CAF_SUITE net.http_parser

#include "net/http_parser.hpp"

#include "tests/support/test.hpp"

#include <cstdint>
#include <limits>
#include <string>

using namespace troupe::net;

using std::string;

namespace {

const string head =
  "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";

/// What comes of a body without content, and with this trailer, all at once.
boost::system::error_code end_with(const string& trailer) {
  http_parser parser;
  parser.beast.header_limit(std::numeric_limits<std::uint32_t>::max());
  boost::system::error_code error;
  CAF_REQUIRE_EQUAL(parser.put(head, error), head.size());
  CAF_REQUIRE(!error && parser.fields() == 2u);
  const auto body = "0\r\n" + trailer + "\r\n";
  for (std::size_t used = 0; used < body.size() && !error;)
    used += parser.put(std::string_view{body}.substr(used), error);
  CAF_CHECK_EQUAL(parser.fields() > 2u, !error && !trailer.empty());
  return error;
}

} // namespace

CAF_TEST(a trailer that is too long for a field is an error and not thrown) {
  using boost::beast::http::error;
  CAF_CHECK(!end_with(""));
  CAF_CHECK(!end_with("x: " + string(60'000, 'y') + "\r\n"));
  CAF_CHECK(end_with("x: " + string(70'000, 'y') + "\r\n") == error::bad_value);
}
