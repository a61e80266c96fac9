#include "troupe/inside/core.hpp"

#include <algorithm>
#include <chrono>

// What the service manager is told, if the process is a service.

namespace troupe::detail {

using namespace std::chrono_literals;
using millis = std::chrono::milliseconds;

/// Tells the service manager, if there is one, that we listen, and that we live
/// for as long as we do.
std::shared_ptr<const net::notify_socket> core::announce() const {
  auto service = std::make_shared<const net::notify_socket>();
  std::string status;
  for (const auto& address : addresses())
    status += (status.empty() ? "STATUS=listening on " : ", ") + address;
  service->tell("READY=1\n" + status);
  // Twice in the time it waits, so that one may be late.
  if (const auto limit = service->watchdog())
    system_->keep_watch(
      std::max(1ms, std::chrono::duration_cast<millis>(*limit / 2)),
      [service] { service->tell_now("WATCHDOG=1"); });
  return service;
}

} // namespace troupe::detail
