#pragma once

#include "messages/base64.hpp"
#include "messages/jwt.hpp"

#include <memory>
#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <string>
#include <string_view>
#include <vector>

/// Whoever signs tokens, with OpenSSL.
namespace troupe::tests {

using pkey = std::shared_ptr<EVP_PKEY>;

inline pkey own(EVP_PKEY* made) {
  return {made, &::EVP_PKEY_free};
}
inline pkey make_rsa(unsigned bits = 2048) {
  return own(EVP_RSA_gen(bits));
}
inline pkey make_ec(const char* group = "P-256") {
  return own(EVP_EC_gen(group));
}
inline pkey make_ed25519() {
  return own(::EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
}

inline std::string pem_of(const pkey& of, bool private_half = false) {
  const std::unique_ptr<BIO, decltype(&::BIO_free)> to{
    ::BIO_new(::BIO_s_mem()), &::BIO_free};
  if (private_half)
    ::PEM_write_bio_PrivateKey(
      to.get(), of.get(), nullptr, nullptr, 0, nullptr, nullptr);
  else
    ::PEM_write_bio_PUBKEY(to.get(), of.get());
  char* text = nullptr;
  const auto size = BIO_get_mem_data(to.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

inline std::string hmac_of(std::string_view secret, std::string_view text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  ::HMAC(
    ::EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
    reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest,
    &size);
  return {reinterpret_cast<const char*>(digest), size};
}

/// In JWS's form: both halves of an ECDSA signature, 32 bytes each.
inline std::string halves_of(const std::string& der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const std::unique_ptr<ECDSA_SIG, decltype(&::ECDSA_SIG_free)> both{
    ::d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())),
    &::ECDSA_SIG_free};
  std::string out(64, '\0');
  auto* to = reinterpret_cast<unsigned char*>(out.data());
  ::BN_bn2binpad(::ECDSA_SIG_get0_r(both.get()), to, 32);
  ::BN_bn2binpad(::ECDSA_SIG_get0_s(both.get()), to + 32, 32);
  return out;
}

inline std::string signature_of(const pkey& by, std::string_view text) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&::EVP_MD_CTX_free)> at{
    ::EVP_MD_CTX_new(), &::EVP_MD_CTX_free};
  const bool ed = ::EVP_PKEY_get_base_id(by.get()) == EVP_PKEY_ED25519;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t size = 0;
  ::EVP_DigestSignInit(
    at.get(), nullptr, ed ? nullptr : ::EVP_sha256(), nullptr, by.get());
  ::EVP_DigestSign(at.get(), nullptr, &size, bytes, text.size());
  std::string made(size, '\0');
  ::EVP_DigestSign(
    at.get(), reinterpret_cast<unsigned char*>(made.data()), &size, bytes,
    text.size());
  made.resize(size);
  return ::EVP_PKEY_get_base_id(by.get()) == EVP_PKEY_EC ? halves_of(made)
                                                         : made;
}

inline std::string
signed_text(std::string_view header, std::string_view payload) {
  return messages::base64url(header) + '.' + messages::base64url(payload);
}

inline std::string sign_hs256(
  std::string_view secret, std::string_view payload,
  std::string_view header = R"({"alg":"HS256"})") {
  const auto text = signed_text(header, payload);
  return text + '.' + messages::base64url(hmac_of(secret, text));
}

inline std::string
sign(const pkey& by, std::string_view header, std::string_view payload) {
  const auto text = signed_text(header, payload);
  return text + '.' + messages::base64url(signature_of(by, text));
}

inline messages::jwt::key
good_key(std::string id, std::string_view algorithm, std::string_view file) {
  return std::get<messages::jwt::key>(
    messages::jwt::key::make(std::move(id), algorithm, file));
}

} // namespace troupe::tests
