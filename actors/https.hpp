#pragma once

#include "config/options.hpp"
#include "net/tls_context.hpp"

#include <memory>

// What the https listeners of a server show, and the log of it.

namespace troupe::actors {

/// Null if no listener is https. Throws `std::runtime_error` that names the
/// option if the files are not usable.
std::unique_ptr<net::tls_context> make_tls(const config::options& options);

/// Reads the files that `options` names, anew or for the first time. Throws
/// `std::runtime_error`, and nothing has changed, if they are not usable.
void reload(net::tls_context& tls, const config::tls_options& options);

} // namespace troupe::actors
