#pragma once

#include "net/io_thread.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <sys/socket.h>
#include <vector>

namespace troupe::net {

/// An address and port, as `connect` takes them.
struct endpoint {
  sockaddr_storage address{};
  socklen_t size = 0;
};

/// "1.2.3.4:4370" or "[::1]:4370"; empty if it is neither IPv4 nor IPv6.
std::string to_string(const endpoint& of);

/// What a look-up has found; if that is nothing, `error` says why.
struct endpoints_found {
  std::vector<endpoint> endpoints;
  std::string error;
};

/// All TCP endpoints of a host, the best first. Blocks for as long as the name
/// servers take; any thread.
endpoints_found find_endpoints(const std::string& host, std::uint16_t port);

/// A look-up for an I/O thread; forgotten once this is destroyed.
///
/// getaddrinfo can neither be cancelled nor be given a deadline, so that it
/// blocks a thread of its own, and nobody ever waits for that one: a node whose
/// name server is silent still stops at once. (Asio's resolver has its context
/// wait for it.) A thread per look-up is for names of nodes, which are few.
class lookup {
public:
  using search = std::function<endpoints_found()>;
  using receiver = std::function<void(endpoints_found)>;

  /// Runs `blocking` on a new thread and gives `found` what it returns, on the
  /// thread `on`, which must be the calling one.
  lookup(io_thread& on, search blocking, receiver found);
  /// On the same thread, or after it has ended.
  ~lookup();
  lookup(const lookup&) = delete;
  lookup& operator=(const lookup&) = delete;

private:
  struct slot;
  std::shared_ptr<slot> slot_;
};

} // namespace troupe::net
