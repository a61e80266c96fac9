#pragma once

#include "net/io_thread.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace troupe::net {

/// Finds out whether somebody answers at a TCP port: connects, and closes at
/// once.
///
/// `done` gets why nobody does, in words, or nothing at all if somebody does.
/// `patience` is for all of it; of a host with several addresses, each is tried
/// for an equal share of what is left. Any thread; `done` runs on `on`, once,
/// unless that has been stopped before.
void probe(
  io_thread& on, std::string host, std::uint16_t port, clock::duration patience,
  std::function<void(std::string error)> done);

/// Finds a host's addresses, with the port, the best first: "1.2.3.4:4370",
/// "[::1]:4370". None if it cannot be found.
///
/// Takes as long as the name servers do. Any thread; `done` runs on `on`, once,
/// unless that has been stopped before.
void resolve(
  io_thread& on, std::string host, std::uint16_t port,
  std::function<void(std::vector<std::string> addresses)> done);

} // namespace troupe::net
