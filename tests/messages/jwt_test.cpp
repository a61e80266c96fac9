#define CAF_SUITE messages.jwt

#include "messages/jwt.hpp"

#include "tests/support/jwt_outcome.hpp"
#include "tests/support/test.hpp"

using namespace troupe::messages;
using namespace troupe::tests;
using jwt::claims;
using std::string;

namespace {

struct odd_token {
  string token;
  const char* code;
};

string with_header(const char* text) {
  return sign_hs256(jwt_secret, good_payload(), text);
}

const string good = sign_hs256(jwt_secret, good_payload());
const auto first = good.find('.');
const auto last = good.rfind('.');

const std::vector<odd_token> odd_tokens{
  {"", "missing"},
  {"x", "malformed"},
  {".", "malformed"},
  {"..", "malformed"},
  {"...", "malformed"},
  {good + ".", "malformed"},
  {"." + good, "malformed"},
  {good.substr(0, last), "malformed"},
  {good.substr(0, last) + "." + good, "malformed"},
  {good.substr(first), "malformed"},
  {good + "=", "malformed"},
  {" " + good, "malformed"},
  {good + "\n", "malformed"},
  {good.substr(0, first) + "=" + good.substr(first), "malformed"},
  {good.substr(0, first) + "+" + good.substr(first), "malformed"},
  {good.substr(0, last) + "." + good.substr(last + 1, 20) + "!" +
     good.substr(last + 22),
   "malformed"},
  {string(64 * 1024, 'a'), "too_large"},
  {good + string(4096, 'a'), "too_large"},
  {with_header("[]"), "malformed"},
  {with_header("\"HS256\""), "malformed"},
  {with_header("{\"alg\":\"HS256\"} x"), "malformed"},
  {with_header("{\"alg\":\"HS256\",}"), "malformed"},
  {with_header("{\"alg\":\"none\",\"alg\":\"HS256\"}"), "malformed"},
  {with_header("{\"alg\":\"HS256\",\"\\u0061lg\":\"HS256\"}"), "malformed"},
  {with_header("{\"alg\":\"HS256\",\"x\":{\"a\":1,\"a\":2}}"), "malformed"},
  {with_header("{\"alg\":\"HS256\",\"x\":\"\xff\"}"), "malformed"},
  {with_header("{\"alg\":\"HS256\",\"crit\":[\"exp\"]}"), "critical_header"},
  {with_header("{\"alg\":\"HS256\",\"crit\":[]}"), "critical_header"},
  {with_header("{\"alg\":\"HS256\",\"b64\":false,\"crit\":[\"b64\"]}"),
   "critical_header"},
  {with_header("{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\"},\"typ\":\"JWT\"}"),
   "ann"},
  {sign_hs256(jwt_secret, "[]"), "malformed"},
  {sign_hs256(jwt_secret, ""), "malformed"},
  {sign_hs256(jwt_secret, good_payload() + good_payload()), "malformed"},
  {sign_hs256(jwt_secret, good_payload(R"(,"exp":1900000000)")), "malformed"},
  {sign_hs256(jwt_secret, good_payload(R"(,"sub":"eve")")), "malformed"},
  {sign_hs256(
     jwt_secret, good_payload(",\"x\":" + string(20, '[') + string(20, ']'))),
   "malformed"},
};

const struct {
  const char* times;
  const char* code;
} odd_times[] = {
  {R"("exp":1800000001)", "ann"},
  {R"("exp":1800000001.9)", "ann"},
  {R"("exp":1.8000001e9)", "ann"},
  {R"("exp":1799999971)", "ann"},
  {R"("exp":1799999970)", "expired"},
  {R"("exp":1799999969)", "expired"},
  {R"("exp":0)", "expired"},
  {R"("nbf":1)", "no_expiry"},
  {R"("exp":"1800000100")", "bad_claim"},
  {R"("exp":null)", "bad_claim"},
  {R"("exp":true)", "bad_claim"},
  {R"("exp":[1800000100])", "bad_claim"},
  {R"("exp":-1)", "bad_claim"},
  {R"("exp":1800000100000)", "bad_claim"},
  {R"("exp":18446744073709551616)", "bad_claim"},
  {R"("exp":1e308)", "bad_claim"},
  {R"("exp":1e400)", "malformed"},
  {R"("exp":1800000100,"nbf":1800000030)", "ann"},
  {R"("exp":1800000100,"nbf":1800000031)", "not_yet_valid"},
  {R"("exp":1800000100,"nbf":"x")", "bad_claim"},
  {R"("exp":1800000100,"iat":1800000030)", "ann"},
  {R"("exp":1800000100,"iat":1800000031)", "not_yet_valid"},
  {R"("exp":1800000100,"iat":-5)", "bad_claim"},
};

} // namespace

CAF_TEST(a token says who somebody is and until when) {
  const auto said = jwt::verify(
    sign_hs256(jwt_secret, good_payload(R"(,"role":["x",1])")), one_secret(),
    {}, jwt_now);
  const auto* good = std::get_if<claims>(&said);
  CAF_REQUIRE(good != nullptr);
  CAF_CHECK_EQUAL(good->user, "ann");
  CAF_CHECK(good->expires == jwt_now + std::chrono::seconds{100});
  CAF_CHECK_EQUAL(good->all, good_payload(R"(,"role":["x",1])"));
}

CAF_TEST(what is no token is refused) {
  for (const auto& c : odd_tokens) {
    CAF_MESSAGE(c.token.substr(0, 60));
    CAF_CHECK_EQUAL(jwt_outcome(c.token, one_secret()), c.code);
  }
}

CAF_TEST(only the canonical form of base64url counts) {
  // 32 bytes are 43 characters, the last of which has two bits to spare.
  auto token = sign_hs256(jwt_secret, good_payload());
  constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  CAF_CHECK_EQUAL(jwt_outcome(token, one_secret()), "ann");
  token.back() = alphabet[alphabet.find(token.back()) + 1];
  CAF_CHECK_EQUAL(jwt_outcome(token, one_secret()), "malformed");
}

CAF_TEST(times are kept to the second) {
  for (const auto& c : odd_times) {
    CAF_MESSAGE(c.times);
    const auto payload = R"({"sub":"ann",)" + string{c.times} + "}";
    CAF_CHECK_EQUAL(outcome_of_payload(payload), c.code);
  }
  jwt::rules strict;
  strict.leeway = std::chrono::seconds{0};
  const auto at = [&](const char* exp) {
    const auto payload = R"({"sub":"ann","exp":)" + string{exp} + "}";
    return outcome_of_payload(payload, strict);
  };
  CAF_CHECK_EQUAL(at("1800000001"), "ann");
  CAF_CHECK_EQUAL(at("1800000000"), "expired");
}

CAF_TEST(audience issuer and user are as configured) {
  jwt::rules by;
  by.audience = "chat";
  by.issuer = "https://id.example";
  by.user_claim = "name";
  const string rest = R"(,"exp":1800000100})";
  const struct {
    const char* said;
    const char* code;
  } cases[] = {
    {R"({"name":"ann","aud":"chat","iss":"https://id.example")", "ann"},
    {R"({"name":"ann","aud":["a","chat"],"iss":"https://id.example")", "ann"},
    {R"({"name":"ann","aud":["a"],"iss":"https://id.example")",
     "wrong_audience"},
    {R"({"name":"ann","aud":[["chat"]],"iss":"https://id.example")",
     "wrong_audience"},
    {R"({"name":"ann","aud":"chatter","iss":"https://id.example")",
     "wrong_audience"},
    {R"({"name":"ann","aud":{"chat":1},"iss":"https://id.example")",
     "wrong_audience"},
    {R"({"name":"ann","iss":"https://id.example")", "wrong_audience"},
    {R"({"name":"ann","aud":"chat","iss":"https://id.example/")",
     "wrong_issuer"},
    {R"({"name":"ann","aud":"chat","iss":["https://id.example"])",
     "wrong_issuer"},
    {R"({"name":"ann","aud":"chat")", "wrong_issuer"},
    {R"({"sub":"ann","aud":"chat","iss":"https://id.example")", "no_user"},
    {R"({"name":"","aud":"chat","iss":"https://id.example")", "no_user"},
    {R"({"name":7,"aud":"chat","iss":"https://id.example")", "no_user"},
    {R"({"name":"a\nb","aud":"chat","iss":"https://id.example")", "no_user"},
    {R"({"name":"a\u202eb","aud":"chat","iss":"https://id.example")",
     "no_user"},
  };
  for (const auto& c : cases) {
    CAF_MESSAGE(c.said);
    CAF_CHECK_EQUAL(
      jwt_outcome(sign_hs256(jwt_secret, c.said + rest), one_secret(), by),
      c.code);
  }
}
