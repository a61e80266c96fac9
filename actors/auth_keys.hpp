#pragma once

#include "actors/session/authentication.hpp"
#include "config/options.hpp"

#include <memory>

namespace troupe::actors {

/// How clients of a server with these options have to show who they are; null
/// if they do not. Reads the files of the keys; throws `std::runtime_error`
/// that names the entry of `auth.keys` if one is not usable, or if others may
/// read a secret.
std::shared_ptr<const authentication>
load_authentication(const config::auth_options& options);

} // namespace troupe::actors
