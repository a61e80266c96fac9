#define CAF_SUITE bench.http_response

#include "bench/load/http_response.hpp"

#include "tests/support/test.hpp"

using troupe::bench::response_reader;

using std::string;
using status = response_reader::status;

namespace {

string answer(int code, const string& body) {
  return "HTTP/1.1 " + std::to_string(code) +
         " Whatever\r\nContent-Type: text/plain\r\nCONTENT-length:  " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

} // namespace

CAF_TEST(answers are read alike however they are cut) {
  const std::vector<string> bodies{
    "0{}", "", string(5000, 'x'),
    "2\x1e"
    "4"};
  for (const std::size_t step : {1u, 3u, 1000u, 10'000u}) {
    response_reader reader;
    for (const auto& body : bodies) {
      const auto bytes = answer(200, body);
      auto last = status::incomplete;
      for (std::size_t at = 0; at < bytes.size(); at += step) {
        CAF_REQUIRE(last == status::incomplete);
        last = reader.read(std::string_view{bytes}.substr(at, step));
      }
      CAF_REQUIRE(last == status::complete);
      CAF_CHECK_EQUAL(reader.code(), 200);
      CAF_CHECK_EQUAL(reader.body(), body);
    }
  }
}

CAF_TEST(the code of an error is told) {
  response_reader reader;
  CAF_CHECK(reader.read(answer(400, "{}")) == status::complete);
  CAF_CHECK_EQUAL(reader.code(), 400);
}

CAF_TEST(what cannot be read is refused with a reason) {
  const std::vector<string> cases{
    "SSH-2.0-x\r\n\r\n",
    "HTTP/1.1 200 OK\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n",
    answer(200, "ok") + answer(200, "ok"),
    string(20'000, 'x')};
  for (const auto& bytes : cases) {
    response_reader reader;
    CAF_CHECK(reader.read(bytes) == status::invalid);
    CAF_CHECK(!reader.problem().empty());
  }
}
