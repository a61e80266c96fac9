#pragma once

#include "net/stream.hpp"

#include <memory>
#include <optional>

namespace troupe::net {

/// Two sockets of this process that are connected to each other.
///
/// One stands for the socket of a WebSocket client that is connected to another
/// node; a `tunnel` carries what comes out of the other. It is a real socket so
/// that the path of ordinary ones, which is every byte's, stays as it is: no
/// stream has to ask what it is. The few that are forwarded pay for two system
/// calls more, and get a buffer with its back-pressure for it.
struct socket_pair {
  std::unique_ptr<stream> near;
  std::unique_ptr<stream> far;
};

/// Neither end is attached. Nothing if the process is out of descriptors.
std::optional<socket_pair> make_socket_pair();

} // namespace troupe::net
