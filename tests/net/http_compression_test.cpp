#define CAF_SUITE net.http_compression

#include "net/http_compression.hpp"

#include "tests/support/test.hpp"

#include <vector>

using namespace troupe::net;

namespace {

struct row {
  std::string_view accepted;
  content_coding chosen;
};

using enum content_coding;

const std::vector<row> table = {
  {"gzip", gzip},
  {"GZip", gzip},
  {"x-gzip", gzip},
  {"gzip, deflate, br", gzip},
  {"deflate, gzip", gzip},
  {"deflate", deflate},
  {"deflate;q=1.0, gzip;q=0.9", deflate},
  {"deflate;q=0.001 , gzip ; q=0.002", gzip},
  {"gzip;q=0, deflate;q=0.1", deflate},
  {"*", gzip},
  {"gzip;q=0, *;q=0.5", deflate},
  {"*;q=0", identity},
  {"*;q=0, gzip", gzip},
  {"identity", identity},
  {"identity, gzip;q=0.5", identity},
  {"identity;q=0.5, gzip", gzip},
  {"identity;q=0.5, gzip;q=0.5", gzip},
  {"br", identity},
  {"gzip;q=0", identity},
  {"gzip;q=0.000", identity},
  {"", identity},
  {",,", identity},
  // A weight that is none gives no leave.
  {"gzip;q=2", identity},
  {"gzip;q=-1", identity},
  {"gzip;q=", identity},
  {"gzip;q=0.0001", identity},
  {"gzip;q=1.001", identity},
  {"gzip;q=x", identity},
  {"gzip;level=9", identity},
};

request asking(std::string accepted) {
  request made;
  made.headers.emplace_back("accept-encoding", std::move(accepted));
  return made;
}

} // namespace

CAF_TEST(the weights of a client decide) {
  for (const auto& [accepted, chosen] : table) {
    CAF_MESSAGE(accepted);
    CAF_CHECK(choose_coding(accepted) == chosen);
  }
}

CAF_TEST(an answer is compressed from its threshold on) {
  for (const std::size_t size : {99, 100}) {
    reply answer;
    answer.body = std::string(size, 'x');
    compress_reply(answer, asking("gzip"), 100);
    const bool due = size == 100;
    CAF_CHECK_EQUAL(answer.body.size() < size, due);
    CAF_CHECK_EQUAL(
      find_value(answer.headers, "Content-Encoding").value_or("none"),
      due ? "gzip" : "none");
    CAF_CHECK_EQUAL(
      find_value(answer.headers, "Vary").value_or("none"),
      due ? "Accept-Encoding" : "none");
  }
}

CAF_TEST(caches hear that another client might get other bytes) {
  reply answer;
  answer.body = std::string(100, 'x');
  compress_reply(answer, asking("br"), 0);
  CAF_CHECK_EQUAL(answer.body, std::string(100, 'x'));
  CAF_CHECK(!find_value(answer.headers, "Content-Encoding"));
  CAF_CHECK_EQUAL(
    find_value(answer.headers, "Vary").value_or("none"), "Accept-Encoding");
}
