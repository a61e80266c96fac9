#define CAF_SUITE config.contradictions

#include "config/contradictions.hpp"

#include "tests/support/test.hpp"

using namespace troupe::config;

namespace {

std::string wrong_with(const options& of) {
  std::string all;
  for (const auto& each : contradictions(of))
    all += each.substr(0, each.find(':')) + ';';
  return all;
}

} // namespace

CAF_TEST(options that do not go together are named) {
  options given;
  CAF_CHECK_EQUAL(wrong_with(given), "");
  given.cors.origins = {"*"};
  CAF_CHECK_EQUAL(wrong_with(given), "");
  given.cors.credentials = true;
  CAF_CHECK_EQUAL(wrong_with(given), "cors.credentials;");
  given.cors.origins = {"https://a", "*"};
  CAF_CHECK_EQUAL(wrong_with(given), "cors.credentials;");
  given.cors.origins = {"https://a", "https://*.b"};
  CAF_CHECK_EQUAL(wrong_with(given), "");
  given.auth.mode = "jwt";
  CAF_CHECK_EQUAL(wrong_with(given), "auth.mode;");
  given.auth.keys = {"HS256:/k"};
  CAF_CHECK_EQUAL(wrong_with(given), "");
  given.listeners = {"https://0.0.0.0:1"};
  CAF_CHECK_EQUAL(wrong_with(given), "listeners;");
}

CAF_TEST(whoever is beyond loopback can reach what listens there) {
  options given;
  CAF_CHECK(listens_beyond_loopback(given));
  given.host = "127.0.0.1";
  CAF_CHECK(!listens_beyond_loopback(given));
  given.listeners = {"unix:/a", "http://[::1]:1"};
  CAF_CHECK(!listens_beyond_loopback(given));
  given.listeners.push_back("http://[::]:1");
  CAF_CHECK(listens_beyond_loopback(given));
}
