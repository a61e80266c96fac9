#define CAF_SUITE net.http_head

#include "net/http_head.hpp"

#include "tests/support/test.hpp"

using namespace troupe::net;

using std::string;

namespace {

constexpr head_bounds small{.bytes = 100, .headers = 5, .request_line = 40};

/// A request with these headers; what is checked besides is its bytes.
request with(string_pairs headers, bool http_1_1 = true) {
  request req;
  req.method = "POST";
  req.headers = std::move(headers);
  req.http_1_1 = http_1_1;
  return req;
}

string verdict(const std::optional<refused>& bad) {
  return bad ? std::to_string(bad->status) + ' ' + string{bad->message} : "";
}

const std::pair<string, string> host{"host", "x"};

struct head_case {
  string name;
  request req;
  string expected;
};

void check(const std::vector<head_case>& cases) {
  for (const auto& c : cases) {
    CAF_MESSAGE(c.name);
    CAF_CHECK_EQUAL(
      verdict(check_head("POST / HTTP/1.1\r\n\r\n", c.req, small)), c.expected);
  }
}

} // namespace

CAF_TEST(a head ends with an empty line wherever its bytes are cut) {
  const string head = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  const string bytes = head + "body\r\n\r\n";
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    std::size_t searched = 0;
    std::optional<std::size_t> end;
    for (auto size = piece; !end; size += piece) {
      const auto so_far = std::string_view{bytes}.substr(0, size);
      end = find_head_end(so_far, searched);
      CAF_REQUIRE_EQUAL(end.has_value(), so_far.size() >= head.size());
      CAF_REQUIRE(end || searched == so_far.size());
    }
    CAF_CHECK_EQUAL(*end, head.size());
  }
}

CAF_TEST(what was searched is not searched again) {
  const string bytes = "a\r\n\r\n" + string(100, 'x');
  std::size_t searched = 50;
  CAF_CHECK(!find_head_end(bytes, searched));
  CAF_CHECK_EQUAL(searched, bytes.size());
}

CAF_TEST(no head ends in what is not an empty line) {
  for (string bytes :
       {"", "\r\n", "\r\n\r", "\n\n", "\r\r", "a\r\n\n", "\r\n \r\n"}) {
    std::size_t searched = 0;
    CAF_CHECK(!find_head_end(bytes, searched));
  }
}

CAF_TEST(a head that does not end is refused at its bounds) {
  const string line = "GET / HTTP/1.1\r\n";
  const struct {
    string name;
    string bytes;
    string verdict;
  } cases[] = {
    {"nothing", "", ""},
    {"a line at its bound", string(38, 'a') + "\r\n", ""},
    {"a line that may still end", string(40, 'a'), ""},
    {"a line over its bound", string(41, 'a'), "414 Request line too long"},
    {"a line break too late", string(39, 'a') + "\r\n",
     "414 Request line too long"},
    {"headers at their bound", line + string(100 - line.size(), 'a'), ""},
    {"headers over their bound", line + string(101 - line.size(), 'a'),
     "431 Request headers too large"},
    {"both", string(1000, 'a'), "414 Request line too long"},
  };
  for (const auto& c : cases) {
    CAF_MESSAGE(c.name);
    CAF_CHECK_EQUAL(verdict(check_unfinished_head(c.bytes, small)), c.verdict);
  }
}

CAF_TEST(a head has few headers and one Host) {
  const string no_host = "400 Exactly one Host header expected";
  check({
    {"plain", with({host}), ""},
    {"five headers", with({host, {"a", ""}, {"a", ""}, {"a", ""}, {"a", ""}}),
     ""},
    {"six headers",
     with({host, {"a", ""}, {"a", ""}, {"a", ""}, {"a", ""}, {"a", ""}}),
     "431 Too many request headers"},
    {"no Host", with({}), no_host},
    {"two Hosts", with({host, host}), no_host},
    {"old without Host", with({}, false), ""},
    {"old with Host", with({host}, false), ""},
    {"old with two Hosts", with({host, host}, false), no_host},
  });
}

CAF_TEST(a body is framed in one way that nobody can mistake) {
  const string no_encoding = "400 Transfer-Encoding not supported";
  const string no_length = "400 Ambiguous Content-Length";
  check({
    {"length", with({host, {"content-length", "5"}}), ""},
    {"chunked", with({host, {"transfer-encoding", "chunked"}}), ""},
    {"Chunked", with({host, {"transfer-encoding", "Chunked"}}), ""},
    {"gzip", with({host, {"transfer-encoding", "gzip"}}), no_encoding},
    {"gzip, chunked", with({host, {"transfer-encoding", "gzip, chunked"}}),
     no_encoding},
    {"chunked, chunked",
     with({host, {"transfer-encoding", "chunked, chunked"}}), no_encoding},
    {"an odd chunked", with({host, {"transfer-encoding", "\vchunked"}}),
     no_encoding},
    {"twice chunked",
     with(
       {host,
        {"transfer-encoding", "chunked"},
        {"transfer-encoding", "chunked"}}),
     no_encoding},
    {"empty encoding", with({host, {"transfer-encoding", ""}}), no_encoding},
    {"old chunked", with({host, {"transfer-encoding", "chunked"}}, false),
     no_encoding},
    {"chunked with length",
     with({host, {"transfer-encoding", "chunked"}, {"content-length", "5"}}),
     no_encoding},
    {"length with chunked",
     with({host, {"content-length", "5"}, {"transfer-encoding", "chunked"}}),
     no_encoding},
    {"two lengths",
     with({host, {"content-length", "5"}, {"content-length", "6"}}), no_length},
    {"the same length twice",
     with({host, {"content-length", "5"}, {"content-length", "5"}}), no_length},
    {"a list of lengths", with({host, {"content-length", "5, 5"}}), no_length},
    {"trailers", with({host, {"trailer", "x"}}), "400 Trailers not supported"},
  });
}

CAF_TEST(the bytes of a complete head are checked too) {
  const auto req = with({{"host", "x"}});
  const std::pair<string, string> cases[] = {
    {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", ""},
    {"GET / HTTP/1.1\r\nHost: x\r\n y\r\n\r\n", "400 Folded header line"},
    {"GET / HTTP/1.1\r\nHost: x\r\n\ty\r\n\r\n", "400 Folded header line"},
    {"GET /" + string(40, 'a') + " HTTP/1.1\r\n\r\n",
     "414 Request line too long"},
    {"GET / HTTP/1.1\r\nHost: " + string(100, 'x') + "\r\n\r\n",
     "431 Request headers too large"},
  };
  for (const auto& [raw, expected] : cases)
    CAF_CHECK_EQUAL(verdict(check_head(raw, req, small)), expected);
}

CAF_TEST(a head that is refused by a bound says which) {
  const string line = "GET / HTTP/1.1\r\n";
  const struct {
    string bytes;
    string text;
  } cases[] = {
    {string(41, 'a'),
     "request line of more bytes than limits.request_line (40)"},
    {line + string(101 - line.size(), 'a'),
     "request head of 101 bytes is over limits.header_bytes (100)"},
  };
  for (const auto& c : cases) {
    const auto bad = check_unfinished_head(c.bytes, small);
    CAF_REQUIRE(bad.has_value());
    CAF_CHECK_EQUAL(bad->why.text, c.text);
    CAF_CHECK(bad->why.option && bad->why.limit);
  }
}
