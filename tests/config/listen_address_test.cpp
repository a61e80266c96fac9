#define CAF_SUITE config.listen_address

#include "config/listen_address.hpp"

#include "tests/support/test.hpp"

#include <stdexcept>

using namespace troupe::config;
using namespace std::literals;

namespace {

struct row {
  std::string_view text;
  listen_address read;
};

const row good[] = {
  {"http://127.0.0.1:3001", {listen_scheme::http, {"127.0.0.1", 3001}, {}}},
  {"http://0.0.0.0:0", {listen_scheme::http, {"0.0.0.0", 0}, {}}},
  {"http://[::1]:80", {listen_scheme::http, {"::1", 80}, {}}},
  {"https://localhost:3443", {listen_scheme::https, {"localhost", 3443}, {}}},
  {"unix:/run/troupe.sock", {listen_scheme::local, {}, "/run/troupe.sock"}},
  {"unix:/a b", {listen_scheme::local, {}, "/a b"}},
};

constexpr std::string_view bad[] = {
  "",
  "http",
  "http://",
  "http://127.0.0.1",
  "http://:3001",
  "http://127.0.0.1:3001/",
  "http://127.0.0.1:65536",
  "HTTP://127.0.0.1:3001",
  "https://::1:3443",
  "ws://127.0.0.1:3001",
  "127.0.0.1:3001",
  "unix:",
  "unix:relative",
  "unix:/folder/",
  "unix://",
};

} // namespace

CAF_TEST(addresses are read and written alike) {
  for (const auto& [text, read] : good) {
    CAF_MESSAGE(text);
    CAF_REQUIRE(parse_listen_address(text).has_value());
    CAF_CHECK(*parse_listen_address(text) == read);
    CAF_CHECK_EQUAL(to_string(read), text);
  }
}

CAF_TEST(what is no address is not read) {
  for (const auto text : bad) {
    CAF_MESSAGE(text);
    CAF_CHECK(!parse_listen_address(text));
  }
}

CAF_TEST(a path is as long as the kernel takes it) {
  const std::string longest = "unix:/" + std::string(106, 'x');
  CAF_CHECK(is_listen_address(longest));
  CAF_CHECK(!is_listen_address(longest + "x"));
}

CAF_TEST(without listeners it is host and port) {
  options given;
  given.host = "::";
  given.port = 80;
  const auto all = listen_addresses(given);
  CAF_REQUIRE_EQUAL(all.size(), 1u);
  CAF_CHECK_EQUAL(to_string(all[0]), "http://[::]:80");
}

CAF_TEST(listeners stand instead of host and port) {
  options given;
  given.listeners = {"unix:/a", "http://127.0.0.1:0"};
  const auto all = listen_addresses(given);
  CAF_REQUIRE_EQUAL(all.size(), 2u);
  CAF_CHECK_EQUAL(to_string(all[0]), "unix:/a");
  CAF_CHECK_EQUAL(to_string(all[1]), "http://127.0.0.1:0");
  given.listeners.push_back("nowhere");
  std::string error;
  try {
    listen_addresses(given);
  } catch (const std::runtime_error& e) {
    error = e.what();
  }
  CAF_CHECK_EQUAL(
    error, "listeners: 'nowhere' is not http://host:port, https://host:port or "
           "unix:/path");
}

CAF_TEST(https needs both files) {
  options given;
  given.listeners = {"http://127.0.0.1:0"};
  CAF_CHECK(!missing_certificate(given));
  given.listeners.push_back("https://127.0.0.1:0");
  CAF_CHECK(missing_certificate(given).has_value());
  given.tls.certificate = "a.pem";
  CAF_CHECK(missing_certificate(given).has_value());
  given.tls.key = "a.key";
  CAF_CHECK(!missing_certificate(given));
}
