#include "actors/cluster/openssl_errors.hpp"

#include <dlfcn.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

namespace {

/// OpenSSL's own function of this name: the next one behind ours.
template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

} // namespace

// The program's definitions come before a shared library's when libcaf_openssl
// looks for them.
extern "C" {

int SSL_accept(SSL* ssl) {
  static auto* const real = next<decltype(SSL_accept)>("SSL_accept");
  ERR_clear_error();
  return real(ssl);
}

int SSL_connect(SSL* ssl) {
  static auto* const real = next<decltype(SSL_connect)>("SSL_connect");
  ERR_clear_error();
  return real(ssl);
}

int SSL_read(SSL* ssl, void* buffer, int size) {
  static auto* const real = next<decltype(SSL_read)>("SSL_read");
  ERR_clear_error();
  return real(ssl, buffer, size);
}

int SSL_write(SSL* ssl, const void* buffer, int size) {
  static auto* const real = next<decltype(SSL_write)>("SSL_write");
  ERR_clear_error();
  return real(ssl, buffer, size);
}
}

namespace troupe::actors {

void keep_openssl_errors_apart() {
  // To be here is all it takes: this file is linked.
}

} // namespace troupe::actors
