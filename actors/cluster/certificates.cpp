#include "actors/cluster/certificates.hpp"

#include <fstream>
#include <iterator>
#include <memory>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdexcept>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

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

file_copy::file_copy(const std::string& path)
  : fd_{::memfd_create("troupe-certificate", MFD_CLOEXEC)} {
  std::ifstream file{path, std::ios::binary};
  const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
  const auto size = static_cast<ssize_t>(bytes.size());
  if (fd_ >= 0 && file && ::write(fd_, bytes.data(), bytes.size()) == size)
    return;
  if (fd_ >= 0)
    ::close(fd_);
  throw std::runtime_error{"cannot keep a copy of " + path};
}

file_copy::~file_copy() {
  ::close(fd_);
}

} // namespace troupe::actors
