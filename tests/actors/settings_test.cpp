#define CAF_SUITE actors.settings

#include "actors/settings.hpp"

#include "tests/support/test.hpp"

using namespace troupe;
using namespace troupe::actors;

CAF_TEST(a cookie has the attributes of Socket.IO) {
  CAF_CHECK_EQUAL(cookie_attributes({}), "; Path=/; HttpOnly; SameSite=Lax");
}

CAF_TEST(a cookie has the attributes that are wanted) {
  config::engine_options options;
  options.cookie_path = "/chat";
  options.cookie_http_only = false;
  options.cookie_same_site = "none";
  options.cookie_secure = true;
  options.cookie_max_age = std::chrono::hours{1};
  CAF_CHECK_EQUAL(
    cookie_attributes(options),
    "; Max-Age=3600; Path=/chat; Secure; SameSite=None");
  options.cookie_path.clear();
  options.cookie_same_site = "strict";
  CAF_CHECK_EQUAL(
    cookie_attributes(options), "; Max-Age=3600; Secure; SameSite=Strict");
}

CAF_TEST(polling answers are compressed unless that is off) {
  config::engine_options options;
  CAF_CHECK_EQUAL(make_engine(options, {}).http_compression_from, 1024u);
  options.http_compression = false;
  CAF_CHECK_EQUAL(
    make_engine(options, {}).http_compression_from,
    std::numeric_limits<std::size_t>::max());
}
