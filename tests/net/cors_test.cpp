#define CAF_SUITE net.cors

#include "net/cors.hpp"

#include "tests/support/test.hpp"

using namespace troupe::net;
using troupe::config::cors_options;

using std::string;
using strings = std::vector<string>;

namespace {

/// A line per header, `Access-Control-` left out.
string shown(const string_pairs& headers) {
  string out;
  for (const auto& [name, value] : headers) {
    const bool longer = name.starts_with("Access-Control-");
    out += name.substr(longer ? 15 : 0) + ": " + value + '\n';
  }
  return out;
}

request from(std::string_view origin) {
  request req;
  if (!origin.empty())
    req.headers.emplace_back("origin", origin);
  return req;
}

cors_options allow(strings origins) {
  cors_options options;
  options.origins = std::move(origins);
  return options;
}

} // namespace

CAF_TEST(origins are allowed as configured) {
  const string a = "Allow-Origin: http://a\nVary: Origin\n";
  const string b = "Allow-Origin: http://b\nVary: Origin\n";
  const string neither = "Vary: Origin\n";
  const struct {
    strings origins;
    string from_a, from_b, from_nowhere;
  } cases[] = {
    {{}, "", "", ""},
    {{"*"}, "Allow-Origin: *\n", "Allow-Origin: *\n", "Allow-Origin: *\n"},
    {{"http://a"}, a, neither, neither},
    {{"http://a", "http://b"}, a, b, neither},
    {{"http://a", "*"},
     "Allow-Origin: *\n",
     "Allow-Origin: *\n",
     "Allow-Origin: *\n"},
    {{"HTTP://A"}, neither, neither, neither},
    {{"http://a:80"}, neither, neither, neither},
  };
  for (const auto& c : cases) {
    const auto options = allow(c.origins);
    CAF_CHECK_EQUAL(shown(cors_headers(options, from("http://a"))), c.from_a);
    CAF_CHECK_EQUAL(shown(cors_headers(options, from("http://b"))), c.from_b);
    CAF_CHECK_EQUAL(shown(cors_headers(options, from(""))), c.from_nowhere);
  }
}

CAF_TEST(a star in front of a domain stands for every name below it) {
  const struct {
    const char* origin;
    bool allowed;
  } cases[] = {
    {"https://a.example.com", true},
    {"https://a.b.example.com", true},
    {"https://example.com", false},
    {"https://.example.com", false},
    {"http://a.example.com", false},
    {"https://a.example.com:444", false},
    {"https://a.example.com.evil.com", false},
    {"https://evilexample.com", false},
    {"https://evil.com:1@a.example.com", false},
    {"https://evil.com/a.example.com", false},
    {"null", false},
    {"", false},
  };
  const auto options = allow({"https://*.example.com"});
  for (const auto& c : cases) {
    CAF_MESSAGE(c.origin);
    const auto all = shown(cors_headers(options, from(c.origin)));
    CAF_CHECK_EQUAL(all.starts_with("Allow-Origin: "), c.allowed);
  }
}

CAF_TEST(credentials and exposed headers are told to strangers too) {
  auto options = allow({"http://a"});
  options.credentials = true;
  options.exposed_headers = {"x-a", "x-b"};
  const string rest = "Vary: Origin\nAllow-Credentials: true\n"
                      "Expose-Headers: x-a,x-b\n";
  CAF_CHECK_EQUAL(
    shown(cors_headers(options, from("http://a"))),
    "Allow-Origin: http://a\n" + rest);
  CAF_CHECK_EQUAL(shown(cors_headers(options, from("http://b"))), rest);
  options.origins.clear();
  CAF_CHECK_EQUAL(shown(cors_headers(options, from("http://a"))), "");
}

CAF_TEST(a preflight is answered with what may be asked) {
  auto options = allow({"*"});
  auto req = from("http://a");
  const string start = "Allow-Origin: *\n"
                       "Allow-Methods: GET,HEAD,PUT,PATCH,POST,DELETE\n";
  const auto plain = preflight_reply(options, req);
  CAF_CHECK_EQUAL(plain.status, 204u);
  CAF_CHECK_EQUAL(plain.body, "");
  CAF_CHECK_EQUAL(
    shown(plain.headers),
    start + "Vary: Access-Control-Request-Headers\nContent-Length: 0\n");

  req.headers.emplace_back("access-control-request-headers", "x-c, x-d");
  CAF_CHECK_EQUAL(
    shown(preflight_reply(options, req).headers),
    start + "Allow-Headers: x-c, x-d\n"
            "Vary: Access-Control-Request-Headers\nContent-Length: 0\n");

  options.allowed_headers = {"x-a", "x-b"};
  options.methods = {"GET", "POST"};
  options.max_age = std::chrono::hours{1};
  CAF_CHECK_EQUAL(
    shown(preflight_reply(options, req).headers),
    "Allow-Origin: *\nAllow-Methods: GET,POST\nAllow-Headers: x-a,x-b\n"
    "Max-Age: 3600\nContent-Length: 0\n");
}

CAF_TEST(a preflight has one length on the wire) {
  const auto answer = preflight_reply(allow({"*"}), from("http://a"));
  const auto bytes = to_bytes(answer, true, true);
  CAF_CHECK(bytes.find("Content-Length: 0\r\n") != bytes.npos);
  CAF_CHECK_EQUAL(bytes.find("Content-Length"), bytes.rfind("Content-Length"));
}
