#define CAF_SUITE net.origin

#include "net/origin.hpp"

#include "net/refusal.hpp"
#include "tests/support/test.hpp"

using namespace troupe::net;

using std::string;

namespace {

request from(string_pairs headers, bool secure = false) {
  request req;
  req.headers = std::move(headers);
  req.secure = secure;
  return req;
}

const struct {
  const char* origin;
  const char* host;
  bool same;     ///< over TCP, perhaps behind a proxy with TLS
  bool same_tls; ///< over TLS
} known_cases[] = {
  {"http://a.example", "a.example", true, false},
  {"https://a.example", "a.example", true, true},
  {"http://a.example", "a.example:80", true, false},
  {"https://a.example", "a.example:443", true, true},
  {"https://a.example:443", "a.example", true, true},
  {"http://a.example:3001", "a.example:3001", true, false},
  {"https://a.example:3001", "a.example:3001", true, true},
  {"https://A.example", "a.EXAMPLE", true, true},
  {"http://[::1]:3001", "[::1]:3001", true, false},
  {"http://[::1]", "[::1]", true, false},
  // The port of another scheme is a port like any other.
  {"http://a.example", "a.example:443", false, false},
  {"https://a.example", "a.example:80", false, false},
  {"http://a.example:3002", "a.example:3001", false, false},
  {"http://a.example", "a.example:3001", false, false},
  {"http://b.example", "a.example", false, false},
  {"http://a.example.", "a.example", false, false},
  {"http://sub.a.example", "a.example", false, false},
  {"http://a.example.evil", "a.example", false, false},
  {"http://a.example@evil", "a.example", false, false},
  {"http://evil@a.example", "a.example", false, false},
  {"http://a.example/", "a.example", false, false},
  {"http://a.example/path", "a.example", false, false},
  {"HTTP://a.example", "a.example", false, false},
  {"ftp://a.example", "a.example", false, false},
  {"a.example", "a.example", false, false},
  {"null", "null", false, false},
  {"http://", "", false, false},
  {"", "", false, false},
};

} // namespace

CAF_TEST(a page of the server itself is known by its host and port) {
  for (const auto& c : known_cases) {
    CAF_MESSAGE(c.origin << " at " << c.host);
    CAF_CHECK_EQUAL(is_same_origin(c.origin, from({{"host", c.host}})), c.same);
    CAF_CHECK_EQUAL(
      is_same_origin(c.origin, from({{"host", c.host}}, true)), c.same_tls);
  }
  CAF_CHECK(!is_same_origin("http://", from({}))); // HTTP/1.0 needs no Host
}

CAF_TEST(who may come is the server itself or one that is configured) {
  const struct {
    std::vector<string> origins;
    const char* origin; ///< null = none came
    bool allowed;
  } cases[] = {
    {{}, nullptr, true},
    {{}, "http://here", true},
    {{}, "http://there", false},
    {{}, "null", false},
    {{}, "", false},
    {{"*"}, "http://there", true},
    {{"*"}, "null", true},
    {{"null"}, "null", true},
    {{"https://a", "https://there"}, "https://there", true},
    {{"https://a", "https://there"}, "http://here", true},
    {{"https://there"}, "http://there", false},
    {{"https://there"}, "https://there:444", false},
    {{"https://there"}, "https://THERE", false},
    {{"https://*.there"}, "https://x.there", true},
    {{"https://*.there"}, "https://x.y.there", true},
    {{"https://*.there"}, "https://there", false},
    {{"https://*.there"}, "https://xthere", false},
    {{"capacitor://localhost"}, "capacitor://localhost", true},
    {{}, "capacitor://here", false},
  };
  for (const auto& c : cases) {
    auto req = from({{"host", "here"}});
    if (c.origin)
      req.headers.emplace_back("origin", c.origin);
    troupe::config::cors_options options;
    options.origins = c.origins;
    CAF_MESSAGE((c.origin ? c.origin : "no Origin"));
    CAF_CHECK_EQUAL(allows_origin(options, req), c.allowed);
  }
}

CAF_TEST(a refusal says which origin it was and which option lets it in) {
  const auto poll = from({{"host", "here"}, {"origin", "https://evil"}});
  const auto why = refuse_origin(poll);
  const auto answer = make_refusal_reply(why, poll);
  CAF_CHECK_EQUAL(answer.status, 403u);
  CAF_CHECK_EQUAL(answer.body, R"({"code":4,"message":"Forbidden"})");
  const auto cause = cause_of(why, poll);
  CAF_CHECK_EQUAL(
    cause.text,
    "Origin 'https://evil' is neither this server's (Host 'here') nor in "
    "cors.origins");
  CAF_CHECK_EQUAL(string{cause.option.value_or("")}, "cors.origins");
  auto upgrade = poll;
  upgrade.headers.emplace_back("upgrade", "websocket");
  upgrade.headers.emplace_back("connection", "Upgrade");
  const auto plain = make_refusal_reply(why, upgrade);
  CAF_CHECK_EQUAL(plain.status, 403u); // RFC 6455, section 4.2.2
  CAF_CHECK_EQUAL(plain.body, "Forbidden");
  CAF_CHECK(plain.close);
}

CAF_TEST(a token of another user is told from what the application says) {
  const auto poll = from({});
  const auto why = refuse_other_user();
  CAF_CHECK_EQUAL(make_refusal_reply(why, poll).status, 403u);
  CAF_CHECK_EQUAL(
    cause_of(why, poll).text, "its token is not of the session's user");
  CAF_CHECK_EQUAL(cause_of(forbid({}), poll).text, "allow_request said no");
}
