#define CAF_SUITE config.auth_key

#include "config/auth_key.hpp"

#include "tests/support/test.hpp"

using namespace troupe::config;

CAF_TEST(a key names its algorithm and file and perhaps its id) {
  const struct {
    const char* text;
    std::optional<auth_key> key;
  } cases[] = {
    {"HS256:/etc/secret", auth_key{"", "HS256", "/etc/secret"}},
    {"RS256:a:b", auth_key{"", "RS256", "a:b"}},
    {"2026=EdDSA:/k.pem", auth_key{"2026", "EdDSA", "/k.pem"}},
    {"a=b=ES256:/k", auth_key{"a=b", "ES256", "/k"}},
    {"a b/../c=HS256:k", auth_key{"a b/../c", "HS256", "k"}},
    {"HS256:", {}},
    {"x=HS256:", {}},
    {"=HS256:/k", {}},
    {"HS512:/k", {}},
    {"none:/k", {}},
    {"hs256:/k", {}},
    {"/etc/secret", {}},
    {"", {}},
  };
  for (const auto& c : cases) {
    CAF_MESSAGE(c.text);
    CAF_CHECK(parse_auth_key(c.text) == c.key);
    CAF_CHECK_EQUAL(is_auth_key(c.text), c.key.has_value());
  }
}
