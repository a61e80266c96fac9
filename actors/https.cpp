#include "actors/https.hpp"

#include "config/listen_address.hpp"
#include "config/log.hpp"

#include <algorithm>
#include <stdexcept>

namespace troupe::actors {

namespace {

void tell_loaded(const net::tls_context& tls) {
  log::info("tls", "certificate-loaded", {{"expires", tls.expires()}});
}

} // namespace

std::unique_ptr<net::tls_context> make_tls(const config::options& options) {
  const auto all = config::listen_addresses(options);
  const bool wanted = std::any_of(all.begin(), all.end(), [](const auto& at) {
    return at.scheme == config::listen_scheme::https;
  });
  if (!wanted)
    return nullptr;
  if (const auto missing = config::missing_certificate(options))
    throw std::runtime_error{*missing};
  auto made = std::make_unique<net::tls_context>(options.tls);
  tell_loaded(*made);
  return made;
}

void reload(net::tls_context& tls, const config::tls_options& options) {
  try {
    tls.reload(options);
  } catch (const std::exception& e) {
    log::error("tls", "certificate-refused", {{"err", e.what()}});
    throw;
  }
  tell_loaded(tls);
}

} // namespace troupe::actors
