#pragma once

#include "config/options.hpp"
#include "tests/support/test.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace troupe::tests {

/// A key and the certificate that it signed for itself, as files that go with
/// it.
class certificate_pair {
public:
  explicit certificate_pair(const std::string& name) {
    std::string folder = "/tmp/troupe-pair-XXXXXX";
    CAF_REQUIRE(::mkdtemp(folder.data()) != nullptr);
    options.certificate = folder + "/shown.pem";
    options.key = folder + "/shown.key";
    folder_ = folder;
    write(name);
  }
  ~certificate_pair() {
    ::unlink(options.certificate.c_str());
    ::unlink(options.key.c_str());
    ::rmdir(folder_.c_str());
  }
  certificate_pair(const certificate_pair&) = delete;
  certificate_pair& operator=(const certificate_pair&) = delete;

  /// Makes a new pair; with `certificate_only`, the old key stays.
  void write(const std::string& name, bool certificate_only = false) {
    auto* key = ::EVP_EC_gen("P-256");
    auto* made = ::X509_new();
    ::ASN1_INTEGER_set(::X509_get_serialNumber(made), 1);
    ::X509_gmtime_adj(::X509_getm_notBefore(made), 0);
    ::X509_gmtime_adj(::X509_getm_notAfter(made), 3600);
    ::X509_set_pubkey(made, key);
    auto* subject = ::X509_get_subject_name(made);
    ::X509_NAME_add_entry_by_txt(
      subject, "CN", MBSTRING_ASC,
      reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    ::X509_set_issuer_name(made, subject);
    ::X509_sign(made, key, ::EVP_sha256());
    to_file(
      options.certificate, [made](FILE* f) { ::PEM_write_X509(f, made); });
    if (!certificate_only)
      to_file(options.key, [key](FILE* f) {
        ::PEM_write_PrivateKey(f, key, nullptr, nullptr, 0, nullptr, nullptr);
      });
    ::X509_free(made);
    ::EVP_PKEY_free(key);
  }

  /// Makes the key one with a passphrase.
  void encrypt_key() {
    auto* key = ::EVP_EC_gen("P-256");
    unsigned char phrase[] = "secret";
    to_file(options.key, [&](FILE* f) {
      ::PEM_write_PrivateKey(
        f, key, ::EVP_aes_128_cbc(), phrase, 6, nullptr, nullptr);
    });
    ::EVP_PKEY_free(key);
  }

  config::tls_options options;

private:
  template <class Write>
  static void to_file(const std::string& path, Write write) {
    auto* file = std::fopen(path.c_str(), "w");
    CAF_REQUIRE(file != nullptr);
    write(file);
    std::fclose(file);
  }

  std::string folder_;
};

/// OpenSSL's client on one end of a socket pair; never blocks.
class tls_client {
public:
  tls_client() {
    std::array<int, 2> ends{};
    CAF_REQUIRE_EQUAL(
      ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()), 0);
    far_end = ends[0];
    fd_ = ends[1];
    ::SSL_set_fd(ssl_.get(), fd_);
    ::SSL_set_connect_state(ssl_.get());
  }
  ~tls_client() { ::close(fd_); }
  tls_client(const tls_client&) = delete;
  tls_client& operator=(const tls_client&) = delete;

  /// Sends what it can; true if that was all.
  bool say(std::string_view bytes) {
    std::size_t written = 0;
    return ::SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &written) ==
           1;
  }

  /// Adds what has come to `heard`.
  void listen() {
    std::array<char, 16'384> bytes;
    std::size_t n = 0;
    while (::SSL_read_ex(ssl_.get(), bytes.data(), bytes.size(), &n) == 1)
      heard.append(bytes.data(), n);
  }

  /// The name in the certificate that it was shown.
  std::string server_name() const {
    std::array<char, 64> name{};
    auto* shown = ::SSL_get1_peer_certificate(ssl_.get());
    if (!shown)
      return "none";
    ::X509_NAME_get_text_by_NID(
      ::X509_get_subject_name(shown), NID_commonName, name.data(),
      static_cast<int>(name.size()));
    ::X509_free(shown);
    return name.data();
  }

  /// The server has said that nothing more comes.
  bool bidden_farewell() const {
    return (::SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
  }
  void bid_farewell() { ::SSL_shutdown(ssl_.get()); }
  /// Past TLS: bytes as they are.
  void say_raw(std::string_view bytes) {
    CAF_REQUIRE_EQUAL(
      ::write(fd_, bytes.data(), bytes.size()),
      static_cast<ssize_t>(bytes.size()));
  }

  std::string heard;
  int far_end = -1; ///< for the server, which closes it

private:
  std::unique_ptr<SSL_CTX, decltype(&::SSL_CTX_free)> context_{
    ::SSL_CTX_new(::TLS_client_method()), &::SSL_CTX_free};
  std::unique_ptr<SSL, decltype(&::SSL_free)> ssl_{
    ::SSL_new(context_.get()), &::SSL_free};
  int fd_ = -1;
};

} // namespace troupe::tests
