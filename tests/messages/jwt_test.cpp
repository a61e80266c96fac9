#define CAF_SUITE messages.jwt

#include "messages/jwt.hpp"

#include "tests/support/jwt_signer.hpp"
#include "tests/support/test.hpp"

using namespace troupe::messages;
using namespace troupe::tests;
using jwt::claims, jwt::flaw, jwt::key;
using std::string;

namespace {

const string secret = "0123456789abcdef0123456789abcdef";
const jwt::instant now{std::chrono::seconds{1'800'000'000}};

string good_payload(const string& more = "") {
  return R"({"sub":"ann","exp":1800000100)" + more + "}";
}

/// The user, or the code of what is wrong.
string outcome(
  std::string_view token, const std::vector<key>& keys,
  const jwt::rules& by = {}) {
  const auto said = jwt::verify(token, keys, by, now);
  if (const auto* bad = std::get_if<flaw>(&said))
    return string{code_of(*bad)};
  return std::get<claims>(said).user;
}

std::vector<key> one_secret() {
  return {good_key("", "HS256", secret)};
}

/// Changes one character of a token's part into another of the alphabet.
string spoil(string token, std::size_t at) {
  token[at] = token[at] == 'A' ? 'B' : 'A';
  return token;
}

} // namespace

CAF_TEST(a token says who somebody is and until when) {
  const auto said = jwt::verify(
    sign_hs256(secret, good_payload(R"(,"role":["x",1])")), one_secret(), {},
    now);
  const auto* good = std::get_if<claims>(&said);
  CAF_REQUIRE(good != nullptr);
  CAF_CHECK_EQUAL(good->user, "ann");
  CAF_CHECK(good->expires == now + std::chrono::seconds{100});
  CAF_CHECK_EQUAL(good->all, good_payload(R"(,"role":["x",1])"));
}

CAF_TEST(each algorithm verifies what it signed and nothing else) {
  const auto rsa = make_rsa();
  const auto ec = make_ec();
  const auto ed = make_ed25519();
  const struct {
    const char* name;
    string token;
    key right, other;
  } cases[] = {
    {"HS256", sign_hs256(secret, good_payload()), good_key("", "HS256", secret),
     good_key("", "HS256", secret + "x")},
    {"RS256", sign(rsa, R"({"alg":"RS256"})", good_payload()),
     good_key("", "RS256", pem_of(rsa)),
     good_key("", "RS256", pem_of(make_rsa()))},
    {"ES256", sign(ec, R"({"alg":"ES256"})", good_payload()),
     good_key("", "ES256", pem_of(ec)),
     good_key("", "ES256", pem_of(make_ec()))},
    {"EdDSA", sign(ed, R"({"alg":"EdDSA"})", good_payload()),
     good_key("", "EdDSA", pem_of(ed)),
     good_key("", "EdDSA", pem_of(make_ed25519()))},
  };
  for (const auto& c : cases) {
    CAF_MESSAGE(c.name);
    CAF_CHECK_EQUAL(outcome(c.token, {c.right}), "ann");
    CAF_CHECK_EQUAL(outcome(c.token, {c.other}), "bad_signature");
    CAF_CHECK_EQUAL(outcome(c.token, {c.other, c.right}), "ann");
    const auto dot = c.token.rfind('.');
    CAF_CHECK_EQUAL(
      outcome(spoil(c.token, dot + 5), {c.right}), "bad_signature");
    // A changed payload is no object, or is not what was signed.
    CAF_CHECK_EQUAL(
      outcome(
        signed_text(
          "{\"alg\":\"" + string{c.name} + "\"}",
          R"({"sub":"eve","exp":1800000100})") +
          c.token.substr(dot),
        {c.right}),
      "bad_signature");
    // Cut off, and none at all.
    CAF_CHECK_EQUAL(
      outcome(c.token.substr(0, dot + 9), {c.right}), "bad_signature");
    CAF_CHECK_EQUAL(
      outcome(c.token.substr(0, dot + 1), {c.right}), "bad_signature");
  }
}

CAF_TEST(the algorithm is the key's and not the token's) {
  const auto rsa = make_rsa();
  const auto pem = pem_of(rsa);
  const std::vector<key> keys{good_key("", "RS256", pem)};
  const auto unsigned_ = [](const char* alg) {
    return signed_text(
             "{\"alg\":\"" + string{alg} + "\"}",
             R"({"sub":"eve","exp":1800000100})") +
           '.';
  };
  for (const auto* alg : {"none", "None", "nOnE", "NONE", "", "HS256", "rs256"})
    CAF_CHECK_EQUAL(outcome(unsigned_(alg), keys), "wrong_algorithm");
  // The public key is no secret to sign with.
  CAF_CHECK_EQUAL(
    outcome(sign_hs256(pem, good_payload()), keys), "wrong_algorithm");
  CAF_CHECK_EQUAL(
    outcome(
      sign_hs256(pem, good_payload(), R"({"alg":"RS256"})"), keys),
    "bad_signature");
  CAF_CHECK_EQUAL(
    outcome(sign(rsa, R"({"alg":"RS512"})", good_payload()), keys),
    "wrong_algorithm");
  CAF_CHECK_EQUAL(
    outcome(sign(rsa, R"({"typ":"JWT"})", good_payload()), keys), "malformed");
  CAF_CHECK_EQUAL(
    outcome(sign(rsa, R"({"alg":null})", good_payload()), keys), "malformed");
}

CAF_TEST(what is no token is refused) {
  const auto good = sign_hs256(secret, good_payload());
  const auto first = good.find('.');
  const auto last = good.rfind('.');
  const auto header = [](const char* text) {
    return sign_hs256(secret, good_payload(), text);
  };
  const struct {
    string token;
    const char* code;
  } cases[] = {
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
    {header("[]"), "malformed"},
    {header("\"HS256\""), "malformed"},
    {header("{\"alg\":\"HS256\"} x"), "malformed"},
    {header("{\"alg\":\"HS256\",}"), "malformed"},
    {header("{\"alg\":\"none\",\"alg\":\"HS256\"}"), "malformed"},
    {header("{\"alg\":\"HS256\",\"\\u0061lg\":\"HS256\"}"), "malformed"},
    {header("{\"alg\":\"HS256\",\"x\":{\"a\":1,\"a\":2}}"), "malformed"},
    {header("{\"alg\":\"HS256\",\"x\":\"\xff\"}"), "malformed"},
    {header("{\"alg\":\"HS256\",\"crit\":[\"exp\"]}"), "critical_header"},
    {header("{\"alg\":\"HS256\",\"crit\":[]}"), "critical_header"},
    {header("{\"alg\":\"HS256\",\"b64\":false,\"crit\":[\"b64\"]}"),
     "critical_header"},
    {header("{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\"},\"typ\":\"JWT\"}"),
     "ann"},
    {sign_hs256(secret, "[]"), "malformed"},
    {sign_hs256(secret, ""), "malformed"},
    {sign_hs256(secret, good_payload() + good_payload()), "malformed"},
    {sign_hs256(secret, good_payload(R"(,"exp":1900000000)")), "malformed"},
    {sign_hs256(secret, good_payload(R"(,"sub":"eve")")), "malformed"},
    {sign_hs256(
       secret, good_payload(",\"x\":" + string(20, '[') + string(20, ']'))),
     "malformed"},
  };
  for (const auto& c : cases) {
    CAF_MESSAGE(c.token.substr(0, 60));
    CAF_CHECK_EQUAL(outcome(c.token, one_secret()), c.code);
  }
}

CAF_TEST(only the canonical form of base64url counts) {
  // 32 bytes are 43 characters, the last of which has two bits to spare.
  auto token = sign_hs256(secret, good_payload());
  constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  CAF_CHECK_EQUAL(outcome(token, one_secret()), "ann");
  token.back() = alphabet[alphabet.find(token.back()) + 1];
  CAF_CHECK_EQUAL(outcome(token, one_secret()), "malformed");
}

CAF_TEST(times are kept to the second) {
  const struct {
    const char* times;
    const char* code;
  } cases[] = {
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
  for (const auto& c : cases) {
    CAF_MESSAGE(c.times);
    const auto payload = R"({"sub":"ann",)" + string{c.times} + "}";
    CAF_CHECK_EQUAL(outcome(sign_hs256(secret, payload), one_secret()), c.code);
  }
  jwt::rules strict;
  strict.leeway = std::chrono::seconds{0};
  const auto at = [&](const char* exp) {
    const auto payload = R"({"sub":"ann","exp":)" + string{exp} + "}";
    return outcome(sign_hs256(secret, payload), one_secret(), strict);
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
      outcome(sign_hs256(secret, c.said + rest), one_secret(), by), c.code);
  }
}

CAF_TEST(a key is found by exactly its id) {
  const string newer = secret + "2";
  const std::vector<key> keys{
    good_key("a", "HS256", secret), good_key("b", "HS256", newer)};
  const auto with = [](const string& by, const string& kid) {
    return sign_hs256(
      by, good_payload(), "{\"alg\":\"HS256\",\"kid\":" + kid + "}");
  };
  CAF_CHECK_EQUAL(outcome(with(secret, "\"a\""), keys), "ann");
  CAF_CHECK_EQUAL(outcome(with(newer, "\"b\""), keys), "ann");
  CAF_CHECK_EQUAL(outcome(with(newer, "\"a\""), keys), "bad_signature");
  for (const auto* kid :
       {"\"A\"", "\"\"", "\"a \"", "\"../../x\"", "\"a\\u0000\"", "\"ab\""})
    CAF_CHECK_EQUAL(outcome(with(secret, kid), keys), "unknown_key");
  CAF_CHECK_EQUAL(outcome(with(secret, "1"), keys), "malformed");
  CAF_CHECK_EQUAL(outcome(with(secret, "[\"a\"]"), keys), "malformed");
  CAF_CHECK_EQUAL(
    outcome(sign_hs256(secret, good_payload()), keys), "unknown_key");
  // Once a key has been removed its tokens are nothing.
  CAF_CHECK_EQUAL(outcome(with(secret, "\"a\""), {keys[1]}), "unknown_key");
  CAF_CHECK_EQUAL(outcome(with(secret, "\"a\""), {}), "unknown_key");
  // One without an id is for tokens without one.
  CAF_CHECK_EQUAL(outcome(with(secret, "\"a\""), one_secret()), "unknown_key");
}

CAF_TEST(signatures of ES256 have both halves and neither is nothing) {
  const auto ec = make_ec();
  const std::vector<key> keys{good_key("", "ES256", pem_of(ec))};
  const auto text = signed_text(R"({"alg":"ES256"})", good_payload());
  const auto good = signature_of(ec, text);
  const auto as = [&](const string& signature) {
    return outcome(text + '.' + base64url(signature), keys);
  };
  CAF_CHECK_EQUAL(as(good), "ann");
  CAF_CHECK_EQUAL(as(string(32, '\0') + good.substr(32)), "bad_signature");
  CAF_CHECK_EQUAL(as(good.substr(0, 32) + string(32, '\0')), "bad_signature");
  CAF_CHECK_EQUAL(as(string(64, '\0')), "bad_signature");
  CAF_CHECK_EQUAL(as(string(64, '\xff')), "bad_signature");
  CAF_CHECK_EQUAL(as(good + good), "bad_signature");
  CAF_CHECK_EQUAL(as(good.substr(1)), "bad_signature");
}

CAF_TEST(keys that are too weak or of another kind are refused) {
  const auto error = [](const char* algorithm, const string& file) {
    const auto made = key::make("k", algorithm, file);
    const auto* wrong = std::get_if<string>(&made);
    return wrong ? *wrong : "good";
  };
  const auto rsa = pem_of(make_rsa());
  const auto ec = pem_of(make_ec());
  CAF_CHECK_EQUAL(error("HS256", secret), "good");
  CAF_CHECK_EQUAL(error("HS256", secret + "\n"), "good");
  CAF_CHECK_EQUAL(
    error("HS256", secret.substr(1) + "\n"),
    "a secret of fewer than 32 bytes");
  CAF_CHECK_EQUAL(error("HS256", ""), "a secret of fewer than 32 bytes");
  CAF_CHECK_EQUAL(
    error("HS256", rsa), "a key in PEM, which is no secret of HS256");
  CAF_CHECK_EQUAL(error("RS256", rsa), "good");
  CAF_CHECK_EQUAL(
    error("RS256", pem_of(make_rsa(1024))),
    "an RSA key of fewer than 2048 bits");
  CAF_CHECK_EQUAL(error("RS256", ec), "no key of RSA");
  CAF_CHECK_EQUAL(error("ES256", ec), "good");
  CAF_CHECK_EQUAL(error("ES256", pem_of(make_ec("P-384"))), "no key of P-256");
  CAF_CHECK_EQUAL(error("ES256", rsa), "no key of P-256");
  CAF_CHECK_EQUAL(error("EdDSA", pem_of(make_ed25519())), "good");
  CAF_CHECK_EQUAL(error("EdDSA", ec), "no key of Ed25519");
  CAF_CHECK_EQUAL(error("EdDSA", "x"), "no public key in PEM");
  CAF_CHECK_EQUAL(
    error("RS256", pem_of(make_rsa(), true)),
    "a private key, which verifies nothing: take the public one");
  CAF_CHECK_EQUAL(error("none", secret), "none is no algorithm");
  CAF_CHECK_EQUAL(error("HS512", secret), "HS512 is no algorithm");
}
