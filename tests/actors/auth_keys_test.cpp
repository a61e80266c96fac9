#define CAF_SUITE actors.auth_keys

#include "actors/auth_keys.hpp"

#include "tests/support/jwt_signer.hpp"
#include "tests/support/test.hpp"

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

using namespace troupe::actors;
using namespace troupe::tests;
using std::string;

namespace {

const string secret = "0123456789abcdef0123456789abcdef";

/// A file that is gone with its test.
struct key_file {
  key_file(const string& content, ::mode_t mode) {
    std::ofstream{path} << content;
    ::chmod(path.c_str(), mode);
  }
  ~key_file() { std::filesystem::remove(path); }

  const string path = std::filesystem::temp_directory_path() /
                      ("troupe-key-" + std::to_string(::getpid()));
};

/// What is wrong with an entry, without its own text; empty if nothing.
string wrong_with(const string& entry) {
  troupe::config::auth_options given;
  given.mode = "jwt";
  given.keys = {entry};
  try {
    load_authentication(given);
  } catch (const std::runtime_error& e) {
    const string said = e.what();
    const auto start = "auth.keys: " + entry + ": ";
    CAF_CHECK(said.starts_with(start));
    return said.substr(std::min(start.size(), said.size()));
  }
  return {};
}

} // namespace

CAF_TEST(keys are read where tokens are wanted) {
  const key_file file{secret + "\n", 0640};
  troupe::config::auth_options given;
  given.keys = {"a=HS256:" + file.path, "HS256:" + file.path};
  CAF_CHECK(!load_authentication(given));
  given.mode = "jwt";
  given.issuer = "x";
  const auto made = load_authentication(given);
  CAF_REQUIRE(made != nullptr);
  CAF_CHECK_EQUAL(made->keys.size(), 2u);
  CAF_CHECK_EQUAL(made->keys[0].id(), "a");
  CAF_CHECK_EQUAL(made->rules.issuer, "x");
}

CAF_TEST(a secret is for its owner and group alone) {
  for (const ::mode_t mode : {0400, 0600, 0440, 0640}) {
    const key_file file{secret, mode};
    CAF_CHECK_EQUAL(wrong_with("HS256:" + file.path), "");
  }
  for (const ::mode_t mode : {0644, 0604, 0660, 0602, 0601}) {
    const key_file file{secret, mode};
    CAF_CHECK(wrong_with("HS256:" + file.path).starts_with("others than"));
  }
}

CAF_TEST(a public key may be read but not changed by others) {
  const auto pem = pem_of(make_ed25519());
  CAF_CHECK_EQUAL(wrong_with("EdDSA:" + key_file{pem, 0644}.path), "");
  CAF_CHECK(wrong_with("EdDSA:" + key_file{pem, 0646}.path)
              .starts_with("others than its owner may change it"));
  CAF_CHECK_EQUAL(
    wrong_with("ES256:" + key_file{pem, 0644}.path), "no key of P-256");
}

CAF_TEST(what is no file of a key is named) {
  CAF_CHECK_EQUAL(
    wrong_with("HS256:/no/such/file"), "No such file or directory");
  CAF_CHECK_EQUAL(wrong_with("HS256:/tmp"), "no file");
  CAF_CHECK_EQUAL(wrong_with("HS256:/dev/zero"), "no file");
  CAF_CHECK_EQUAL(
    wrong_with("HS256:" + key_file{string(70'000, 'x'), 0600}.path),
    "larger than any key");
  CAF_CHECK_EQUAL(
    wrong_with("nonsense"), "not ALGORITHM:path or kid=ALGORITHM:path");
}
