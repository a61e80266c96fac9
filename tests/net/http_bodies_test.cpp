#define CAF_SUITE net.http_bodies

#include "net/http_session.hpp"

#include "tests/support/hooked_session.hpp"

using namespace troupe::net;

using std::string;

namespace {

const string head =
  "POST /socket.io/?EIO=4&transport=polling&sid=x HTTP/1.1\r\nHost: x\r\n"
  "Transfer-Encoding: chunked\r\n\r\n";

} // namespace

CAF_TEST(a chunked body may be cut anywhere) {
  const string body = "2\r\n40\r\n1;x=y\r\n!\r\n0\r\n\r\n";
  for (std::size_t size = 1; size <= body.size(); ++size) {
    hooked_session at;
    at.send(head);
    for (std::size_t sent = 0; sent < body.size(); sent += size) {
      CAF_CHECK(at.served && !at.served->body_complete());
      at.send(std::string_view{body}.substr(sent, size));
    }
    CAF_CHECK(at.served->body_complete());
    CAF_CHECK_EQUAL(at.served->body(), "40!");
  }
}

CAF_TEST(what follows an empty chunk is no body) {
  hooked_session at;
  for (const std::string_view piece :
       {head.c_str(), "0\r\n", "x", ": y\r\n\r\n"})
    at.send(piece);
  CAF_CHECK(at.receive().starts_with("HTTP/1.1 400 "));
}
