#pragma once

#include "config/options.hpp"

namespace troupe::actors {

/// Throws `std::runtime_error` that names the option if a node cannot speak TLS
/// with these files. CAF would find out with the first connection only, and
/// without any it would fall back to ciphers that prove nothing.
void check_certificates(const config::cluster_options& options);

} // namespace troupe::actors
