#define CAF_SUITE net.response_header

#include "net/response_header.hpp"

#include "tests/support/test.hpp"

using namespace troupe::net;

CAF_TEST(an application may set headers of its own) {
  const std::pair<std::string_view, std::string_view> cases[] = {
    {"X-Powered-By", "actors"},
    {"set-cookie", "a=b; Path=/"},
    {"Cache-Control", ""},
    {"x_1!", "tab\tand \xC3\xA4"},
  };
  for (const auto& [name, value] : cases)
    CAF_CHECK_EQUAL(objection_to(name, value), "");
}

CAF_TEST(what would break the connection is refused) {
  const std::pair<std::string_view, std::string_view> cases[] = {
    {"Content-Length", "5"},
    {"TRANSFER-ENCODING", "chunked"},
    {"connection", "close"},
    {"Upgrade", "h2c"},
    {"Keep-Alive", "timeout=5"},
    {"Sec-WebSocket-Accept", "x"},
    {"", "x"},
    {"two words", "x"},
    {"colon:", "x"},
    {"line\r\nX", "x"},
    {"x-umlaut-\xC3\xA4", "x"},
    {"X-Forged", "a\r\nSet-Cookie: b=c"},
    {"X-Forged", "a\nb"},
    {"X-Forged", std::string_view{"a\0b", 3}},
    {"X-Forged", "\x7F"},
  };
  for (const auto& [name, value] : cases) {
    CAF_MESSAGE(name);
    CAF_CHECK(!objection_to(name, value).empty());
  }
}

CAF_TEST(a header is removed as often as it is there in any case) {
  string_pairs headers{{"Vary", "a"}, {"X", "y"}, {"vary", "b"}};
  remove_header(headers, "VARY");
  CAF_CHECK_EQUAL(headers.size(), 1u);
  CAF_CHECK_EQUAL(headers.front().first, "X");
}
