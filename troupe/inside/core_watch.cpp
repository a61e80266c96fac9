#include "config/ctl_socket.hpp"
#include "config/internal_address.hpp"
#include "config/log.hpp"
#include "net/stream.hpp"
#include "troupe/inside/core.hpp"

#include <stdexcept>
#include <utility>

// A server as those see it who watch it and steer it.

namespace troupe::detail {

namespace {

config::listen_address local_socket(std::string path) {
  return {config::listen_scheme::local, {}, std::move(path), true};
}

} // namespace

readiness core::readiness_now() const {
  const bool serving = system_->serving();
  return {
    serving || draining_, draining_,
    net::stream::alive() >= options_.limits.connections, system_->overloaded()};
}

void core::check_pulse(std::function<void(bool)> done) const {
  system_->check_pulse(std::move(done));
}

void core::tree(
  std::size_t top,
  std::function<void(const std::vector<messages::tree_node>&)> done) const {
  system_->tree(top, std::move(done));
}

bool core::end_run() {
  if (!in_run_)
    return false;
  signals_.stop();
  return true;
}

const net::page_hooks* core::public_pages() const {
  if (options_.http.internal == config::internal_is_public)
    return pages_.empty() ? &watched_ : &watched_beside_;
  return pages_.empty() ? nullptr : &pages_;
}

/// A place that was named has to be had; one that was to be found may be
/// missing.
std::vector<actors::system::side_door> core::side_doors() const {
  std::vector<actors::system::side_door> doors;
  const auto& internal = options_.http.internal;
  if (!internal.empty() && internal != config::internal_is_public) {
    auto at = config::parse_internal_address(internal);
    if (!at)
      throw std::runtime_error{
        "http.internal: '" + internal + "' is not a port or host:port"};
    doors.push_back(
      {{{config::listen_scheme::http, *std::move(at), {}}}, &watched_});
  }
  const auto& socket = options_.ctl.socket;
  if (socket.empty())
    return doors;
  const auto path = socket == config::ctl_socket_auto
                      ? config::make_ctl_socket_path(options_.name)
                      : socket;
  if (path.empty())
    log::warn("ctl", "ctl-not-available");
  else
    doors.push_back(
      {{local_socket(path)}, &ctl_, socket != config::ctl_socket_auto});
  return doors;
}

} // namespace troupe::detail
