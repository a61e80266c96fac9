#define CAF_SUITE messages.jwt_key

#include "messages/jwt_key.hpp"

#include "tests/support/jwt_outcome.hpp"
#include "tests/support/test.hpp"

using namespace troupe::messages;
using namespace troupe::tests;
using jwt::key;
using std::string;

namespace {

/// Changes one character of a token's part into another of the alphabet.
string spoil(string token, std::size_t at) {
  token[at] = token[at] == 'A' ? 'B' : 'A';
  return token;
}

struct signing {
  const char* name;
  string token;
  key right, other;
};

std::vector<signing> all_ways() {
  const auto rsa = make_rsa();
  const auto ec = make_ec();
  const auto ed = make_ed25519();
  return {
    {"HS256", sign_hs256(jwt_secret, good_payload()),
     good_key("", "HS256", jwt_secret),
     good_key("", "HS256", jwt_secret + "x")},
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
}

} // namespace

CAF_TEST(each algorithm verifies what it signed and nothing else) {
  for (const auto& c : all_ways()) {
    CAF_MESSAGE(c.name);
    CAF_CHECK_EQUAL(jwt_outcome(c.token, {c.right}), "ann");
    CAF_CHECK_EQUAL(jwt_outcome(c.token, {c.other}), "bad_signature");
    CAF_CHECK_EQUAL(jwt_outcome(c.token, {c.other, c.right}), "ann");
    const auto dot = c.token.rfind('.');
    CAF_CHECK_EQUAL(
      jwt_outcome(spoil(c.token, dot + 5), {c.right}), "bad_signature");
    // A changed payload is no object, or is not what was signed.
    CAF_CHECK_EQUAL(
      jwt_outcome(
        signed_text(
          "{\"alg\":\"" + string{c.name} + "\"}",
          R"({"sub":"eve","exp":1800000100})") +
          c.token.substr(dot),
        {c.right}),
      "bad_signature");
    // Cut off, and none at all.
    CAF_CHECK_EQUAL(
      jwt_outcome(c.token.substr(0, dot + 9), {c.right}), "bad_signature");
    CAF_CHECK_EQUAL(
      jwt_outcome(c.token.substr(0, dot + 1), {c.right}), "bad_signature");
  }
}

CAF_TEST(the algorithm is the key 's and not the token' s) {
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
    CAF_CHECK_EQUAL(jwt_outcome(unsigned_(alg), keys), "wrong_algorithm");
  // The public key is no jwt_secret to sign with.
  CAF_CHECK_EQUAL(
    jwt_outcome(sign_hs256(pem, good_payload()), keys), "wrong_algorithm");
  CAF_CHECK_EQUAL(
    jwt_outcome(sign_hs256(pem, good_payload(), R"({"alg":"RS256"})"), keys),
    "bad_signature");
  CAF_CHECK_EQUAL(
    jwt_outcome(sign(rsa, R"({"alg":"RS512"})", good_payload()), keys),
    "wrong_algorithm");
  CAF_CHECK_EQUAL(
    jwt_outcome(sign(rsa, R"({"typ":"JWT"})", good_payload()), keys),
    "malformed");
  CAF_CHECK_EQUAL(
    jwt_outcome(sign(rsa, R"({"alg":null})", good_payload()), keys),
    "malformed");
}

CAF_TEST(a key is found by exactly its id) {
  const string newer = jwt_secret + "2";
  const std::vector<key> keys{
    good_key("a", "HS256", jwt_secret), good_key("b", "HS256", newer)};
  const auto with = [](const string& by, const string& kid) {
    return sign_hs256(
      by, good_payload(), "{\"alg\":\"HS256\",\"kid\":" + kid + "}");
  };
  CAF_CHECK_EQUAL(jwt_outcome(with(jwt_secret, "\"a\""), keys), "ann");
  CAF_CHECK_EQUAL(jwt_outcome(with(newer, "\"b\""), keys), "ann");
  CAF_CHECK_EQUAL(jwt_outcome(with(newer, "\"a\""), keys), "bad_signature");
  for (const auto* kid :
       {"\"A\"", "\"\"", "\"a \"", "\"../../x\"", "\"a\\u0000\"", "\"ab\""})
    CAF_CHECK_EQUAL(jwt_outcome(with(jwt_secret, kid), keys), "unknown_key");
  CAF_CHECK_EQUAL(jwt_outcome(with(jwt_secret, "1"), keys), "malformed");
  CAF_CHECK_EQUAL(jwt_outcome(with(jwt_secret, "[\"a\"]"), keys), "malformed");
  CAF_CHECK_EQUAL(
    jwt_outcome(sign_hs256(jwt_secret, good_payload()), keys), "unknown_key");
  // Once a key has been removed its tokens are nothing.
  CAF_CHECK_EQUAL(
    jwt_outcome(with(jwt_secret, "\"a\""), {keys[1]}), "unknown_key");
  CAF_CHECK_EQUAL(jwt_outcome(with(jwt_secret, "\"a\""), {}), "unknown_key");
  // One without an id is for tokens without one.
  CAF_CHECK_EQUAL(
    jwt_outcome(with(jwt_secret, "\"a\""), one_secret()), "unknown_key");
}

CAF_TEST(signatures of ES256 have both halves and neither is nothing) {
  const auto ec = make_ec();
  const std::vector<key> keys{good_key("", "ES256", pem_of(ec))};
  const auto text = signed_text(R"({"alg":"ES256"})", good_payload());
  const auto good = signature_of(ec, text);
  const auto as = [&](const string& signature) {
    return jwt_outcome(text + '.' + base64url(signature), keys);
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
  CAF_CHECK_EQUAL(error("HS256", jwt_secret), "good");
  CAF_CHECK_EQUAL(error("HS256", jwt_secret + "\n"), "good");
  CAF_CHECK_EQUAL(
    error("HS256", jwt_secret.substr(1) + "\n"),
    "a jwt_secret of fewer than 32 bytes");
  CAF_CHECK_EQUAL(error("HS256", ""), "a jwt_secret of fewer than 32 bytes");
  CAF_CHECK_EQUAL(
    error("HS256", rsa), "a key in PEM, which is no jwt_secret of HS256");
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
  CAF_CHECK_EQUAL(error("none", jwt_secret), "none is no algorithm");
  CAF_CHECK_EQUAL(error("HS512", jwt_secret), "HS512 is no algorithm");
}
