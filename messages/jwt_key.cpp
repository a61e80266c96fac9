#include "messages/jwt_key.hpp"

#include <array>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <optional>

namespace troupe::messages::jwt {

namespace {

constexpr std::array<std::string_view, 4> names{
  "HS256", "RS256", "ES256", "EdDSA"};

constexpr std::size_t shortest_secret = 32; // RFC 7518, section 3.2
constexpr int fewest_rsa_bits = 2048;       // RFC 7518, section 3.3
constexpr int most_rsa_bits = 8192;         // verifying takes its time
constexpr std::size_t half_signature = 32;  // RFC 7518, section 3.4

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// Leaves nothing of it in memory that is free again.
std::shared_ptr<const std::string> keep_secret(std::string_view text) {
  return {new std::string{text}, [](std::string* gone) {
            ::OPENSSL_cleanse(gone->data(), gone->size());
            delete gone;
          }};
}

std::shared_ptr<EVP_PKEY> read_pem(std::string_view text) {
  const std::unique_ptr<BIO, decltype(&::BIO_free)> from{
    ::BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &::BIO_free};
  const auto no_password = [](char*, int, int, void*) { return 0; };
  std::shared_ptr<EVP_PKEY> read{
    ::PEM_read_bio_PUBKEY(from.get(), nullptr, no_password, nullptr),
    &::EVP_PKEY_free};
  ::ERR_clear_error();
  return read;
}

bool is_p256(const EVP_PKEY& pem) {
  std::array<char, 32> group{};
  std::size_t size = 0;
  return ::EVP_PKEY_get_base_id(&pem) == EVP_PKEY_EC &&
         ::EVP_PKEY_get_group_name(&pem, group.data(), group.size(), &size) ==
           1 &&
         std::string_view{group.data(), size} == "prime256v1";
}

/// What a public key lacks; empty if nothing.
std::string_view check(algorithm how, const EVP_PKEY& pem) {
  const auto kind = ::EVP_PKEY_get_base_id(&pem);
  if (how == algorithm::es256)
    return is_p256(pem) ? "" : "no key of P-256";
  if (how == algorithm::eddsa)
    return kind == EVP_PKEY_ED25519 ? "" : "no key of Ed25519";
  if (kind != EVP_PKEY_RSA)
    return "no key of RSA";
  const auto bits = ::EVP_PKEY_get_bits(&pem);
  if (bits < fewest_rsa_bits)
    return "an RSA key of fewer than 2048 bits";
  return bits > most_rsa_bits ? "an RSA key of more than 8192 bits" : "";
}

bool verify_hmac(
  const std::string& secret, std::string_view text,
  std::string_view signature) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> own{};
  unsigned size = 0;
  if (!::HMAC(
        ::EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
        bytes_of(text), text.size(), own.data(), &size))
    return false;
  return signature.size() == own.size() &&
         ::CRYPTO_memcmp(own.data(), signature.data(), own.size()) == 0;
}

/// Both halves of a signature, as OpenSSL wants it.
std::optional<std::string> der_of(std::string_view halves) {
  if (halves.size() != 2 * half_signature)
    return {};
  const std::unique_ptr<ECDSA_SIG, decltype(&::ECDSA_SIG_free)> both{
    ::ECDSA_SIG_new(), &::ECDSA_SIG_free};
  auto* r = ::BN_bin2bn(bytes_of(halves), half_signature, nullptr);
  auto* s = ::BN_bin2bn(
    bytes_of(halves.substr(half_signature)), half_signature, nullptr);
  if (::ECDSA_SIG_set0(both.get(), r, s) != 1) {
    ::BN_free(r);
    ::BN_free(s);
    return {};
  }
  unsigned char* der = nullptr;
  const auto size = ::i2d_ECDSA_SIG(both.get(), &der);
  if (size <= 0)
    return {};
  std::string made{
    reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)};
  ::OPENSSL_free(der);
  return made;
}

bool verify_public(
  EVP_PKEY* with, const EVP_MD* digest, std::string_view text,
  std::string_view signature) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&::EVP_MD_CTX_free)> at{
    ::EVP_MD_CTX_new(), &::EVP_MD_CTX_free};
  const bool good =
    ::EVP_DigestVerifyInit(at.get(), nullptr, digest, nullptr, with) == 1 &&
    ::EVP_DigestVerify(
      at.get(), bytes_of(signature), signature.size(), bytes_of(text),
      text.size()) == 1;
  ::ERR_clear_error();
  return good;
}

} // namespace

std::string_view to_string(algorithm which) {
  return names[static_cast<std::size_t>(which)];
}

std::variant<key, std::string>
key::make(std::string id, std::string_view name, std::string_view file) {
  key made;
  made.id_ = std::move(id);
  while (to_string(made.how_) != name) {
    if (made.how_ == algorithm::eddsa)
      return std::string{name} + " is no algorithm";
    made.how_ =
      static_cast<algorithm>(static_cast<std::uint8_t>(made.how_) + 1);
  }
  if (made.how_ == algorithm::hs256) {
    if (file.ends_with('\n'))
      file.remove_suffix(1);
    if (file.size() < shortest_secret)
      return "a secret of fewer than 32 bytes";
    if (file.find("-----BEGIN ") != file.npos)
      return "a key in PEM, which is no secret of HS256";
    made.secret_ = keep_secret(file);
    return made;
  }
  if (file.find(" PRIVATE KEY-----") != file.npos)
    return "a private key, which verifies nothing: take the public one";
  made.public_ = read_pem(file);
  if (!made.public_)
    return "no public key in PEM";
  if (const auto lacks = check(made.how_, *made.public_); !lacks.empty())
    return std::string{lacks};
  return made;
}

bool key::verifies(std::string_view text, std::string_view signature) const {
  switch (how_) {
  case algorithm::hs256:
    return verify_hmac(*secret_, text, signature);
  case algorithm::rs256:
    return verify_public(public_.get(), ::EVP_sha256(), text, signature);
  case algorithm::es256: {
    const auto der = der_of(signature);
    return der && verify_public(public_.get(), ::EVP_sha256(), text, *der);
  }
  case algorithm::eddsa:
    return verify_public(public_.get(), nullptr, text, signature);
  }
  return false;
}

} // namespace troupe::messages::jwt
