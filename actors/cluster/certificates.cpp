#include "actors/cluster/certificates.hpp"

#include <fstream>
#include <memory>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdexcept>
#include <string>

namespace troupe::actors {

namespace {

void check_readable(const std::string& option, const std::string& path) {
  if (path.empty())
    throw std::runtime_error{
      option +
      " is missing: TLS between nodes needs cluster.certificate, cluster.key "
      "and cluster.ca"};
  if (!std::ifstream{path})
    throw std::runtime_error{option + ": cannot read " + path};
}

/// Throws what OpenSSL has to say if it did not do what it was asked.
void demand(int done, const std::string& option, const std::string& path) {
  if (done == 1)
    return;
  const auto* reason = ::ERR_reason_error_string(::ERR_get_error());
  throw std::runtime_error{
    option + ": " + path + ": " + (reason ? reason : "not usable")};
}

} // namespace

void check_certificates(const config::cluster_options& options) {
  check_readable("cluster.certificate", options.certificate);
  check_readable("cluster.key", options.key);
  check_readable("cluster.ca", options.ca);
  const std::unique_ptr<SSL_CTX, decltype(&::SSL_CTX_free)> tried{
    ::SSL_CTX_new(::TLS_method()), &::SSL_CTX_free};
  ::ERR_clear_error();
  demand(
    ::SSL_CTX_use_certificate_chain_file(
      tried.get(), options.certificate.c_str()),
    "cluster.certificate", options.certificate);
  demand(
    ::SSL_CTX_use_PrivateKey_file(
      tried.get(), options.key.c_str(), SSL_FILETYPE_PEM),
    "cluster.key", options.key);
  demand(::SSL_CTX_check_private_key(tried.get()), "cluster.key", options.key);
  demand(
    ::SSL_CTX_load_verify_locations(tried.get(), options.ca.c_str(), nullptr),
    "cluster.ca", options.ca);
}

} // namespace troupe::actors
