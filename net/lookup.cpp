#include "net/lookup.hpp"

#include "config/address.hpp"

#include <array>
#include <charconv>
#include <cstring>
#include <mutex>
#include <netdb.h>
#include <system_error>
#include <thread>
#include <utility>

namespace troupe::net {

std::string to_string(const endpoint& of) {
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> port{};
  const auto family = of.address.ss_family;
  const auto* generic = reinterpret_cast<const sockaddr*>(&of.address);
  if (
    (family != AF_INET && family != AF_INET6) ||
    ::getnameinfo(
      generic, of.size, host.data(), host.size(), port.data(), port.size(),
      NI_NUMERICHOST | NI_NUMERICSERV) != 0)
    return {};
  config::host_port parts{host.data()};
  std::from_chars(port.begin(), port.end(), parts.port);
  return config::to_string(parts);
}

endpoints_found find_endpoints(const std::string& host, std::uint16_t port) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_NUMERICSERV;
  addrinfo* first = nullptr;
  const auto service = std::to_string(port);
  const int error =
    ::getaddrinfo(host.c_str(), service.c_str(), &wanted, &first);
  if (error != 0)
    return {{}, ::gai_strerror(error)};
  endpoints_found found;
  for (const auto* each = first; each; each = each->ai_next) {
    auto& added = found.endpoints.emplace_back();
    std::memcpy(&added.address, each->ai_addr, each->ai_addrlen);
    added.size = each->ai_addrlen;
  }
  ::freeaddrinfo(first);
  return found;
}

/// What both threads hold. The one that looks up knows by `on` whether there is
/// still somebody to tell; while it holds `guard`, there will be.
struct lookup::slot {
  static void run(std::shared_ptr<slot> self, const search& blocking) {
    self->found = blocking();
    std::lock_guard lock{self->guard};
    if (self->on)
      self->on->post([self] { self->deliver(); });
  }

  void deliver() {
    if (on) // only its own thread changes it, so this needs no lock
      std::exchange(told, nullptr)(std::move(found));
  }

  std::mutex guard;
  io_thread* on = nullptr; ///< null once forgotten
  receiver told;
  endpoints_found found;
};

lookup::lookup(io_thread& on, search blocking, receiver found)
  : slot_{std::make_shared<slot>()} {
  slot_->on = &on;
  slot_->told = std::move(found);
  try {
    std::thread{&slot::run, slot_, std::move(blocking)}.detach();
  } catch (const std::system_error& e) {
    slot_->found.error = e.what();
    on.post([kept = slot_] { kept->deliver(); });
  }
}

lookup::~lookup() {
  // What the receiver holds has no business on the other thread.
  const auto told = std::exchange(slot_->told, nullptr);
  std::lock_guard lock{slot_->guard};
  slot_->on = nullptr;
}

} // namespace troupe::net
