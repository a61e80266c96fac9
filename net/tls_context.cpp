#include "net/tls_context.hpp"

#include "net/tls_stream.hpp"

#include <array>
#include <new>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdexcept>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace troupe::net {

namespace {

/// Of TLS 1.2; those of 1.3 are all good.
constexpr auto ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";
/// Sessions of a ticket belong to us, not to another server with our key.
constexpr std::string_view session_context = "troupe";
constexpr std::array<unsigned char, 9> http_1_1{8,   'h', 't', 't', 'p',
                                                '/', '1', '.', '1'};

/// Throws what OpenSSL has to say if it did not do what it was asked.
void demand(int done, const std::string& what) {
  if (done == 1)
    return;
  const auto* reason = ::ERR_reason_error_string(::ERR_peek_last_error());
  ::ERR_clear_error();
  throw std::runtime_error{what + ": " + (reason ? reason : "not usable")};
}

/// Who offers HTTP/2 too has to hear that it is not what we speak (RFC 7301).
int choose_protocol(
  SSL*, const unsigned char** chosen, unsigned char* size,
  const unsigned char* offered, unsigned offered_size, void*) {
  unsigned char* found = nullptr;
  const int outcome = ::SSL_select_next_proto(
    &found, size, http_1_1.data(), http_1_1.size(), offered, offered_size);
  *chosen = found;
  return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK
                                           : SSL_TLSEXT_ERR_NOACK;
}

void set_behavior(SSL_CTX& of, const config::tls_options& options) {
  ::SSL_CTX_set_min_proto_version(
    &of, options.min_version == "1.3" ? TLS1_3_VERSION : TLS1_2_VERSION);
  demand(::SSL_CTX_set_cipher_list(&of, ciphers), "ciphers");
  ::SSL_CTX_set_options(
    &of, SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA |
           SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
           // HTTP and WebSocket say by themselves where they end.
           SSL_OP_IGNORE_UNEXPECTED_EOF);
  // An idle connection holds no buffers, and what is written may lie elsewhere
  // when it is tried again: in a queue that has grown.
  ::SSL_CTX_set_mode(
    &of, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
           SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  ::SSL_CTX_set_session_cache_mode(&of, SSL_SESS_CACHE_OFF);
  ::SSL_CTX_set_session_id_context(
    &of, reinterpret_cast<const unsigned char*>(session_context.data()),
    static_cast<unsigned>(session_context.size()));
  ::SSL_CTX_set_alpn_select_cb(&of, choose_protocol, nullptr);
}

std::shared_ptr<SSL_CTX> load(const config::tls_options& options) {
  const std::shared_ptr<SSL_CTX> made{
    ::SSL_CTX_new(::TLS_server_method()), &::SSL_CTX_free};
  if (!made)
    throw std::bad_alloc{};
  ::ERR_clear_error();
  // A key with a passphrase is an error: OpenSSL would ask at the terminal.
  ::SSL_CTX_set_default_passwd_cb(
    made.get(), [](char*, int, int, void*) { return 0; });
  set_behavior(*made, options);
  demand(
    ::SSL_CTX_use_certificate_chain_file(
      made.get(), options.certificate.c_str()),
    "tls.certificate: " + options.certificate);
  demand(
    ::SSL_CTX_use_PrivateKey_file(
      made.get(), options.key.c_str(), SSL_FILETYPE_PEM),
    "tls.key: " + options.key);
  demand(::SSL_CTX_check_private_key(made.get()), "tls.key: " + options.key);
  return made;
}

} // namespace

tls_context::tls_context(const config::tls_options& options)
  : current_{load(options)} {
}

tls_context::~tls_context() = default;

void tls_context::reload(const config::tls_options& options) {
  auto next = load(options);
  const std::lock_guard guard{mutex_};
  current_ = std::move(next);
}

std::shared_ptr<SSL_CTX> tls_context::current() const {
  const std::lock_guard guard{mutex_};
  return current_;
}

std::string tls_context::expires() const {
  const auto from = current();
  std::tm end{};
  const auto* shown = ::SSL_CTX_get0_certificate(from.get());
  if (!shown || ::ASN1_TIME_to_tm(::X509_get0_notAfter(shown), &end) != 1)
    return {};
  std::array<char, 32> text{};
  const auto size =
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &end);
  return {text.data(), size};
}

std::unique_ptr<stream> tls_context::wrap(int fd) const {
  ssl_ptr made{::SSL_new(current().get())};
  if (!made || ::SSL_set_fd(made.get(), fd) != 1) {
    ::close(fd);
    throw std::bad_alloc{};
  }
  ::SSL_set_accept_state(made.get());
  return std::make_unique<tls_stream>(fd, std::move(made));
}

} // namespace troupe::net
