#include "troupe/nsp.hpp"

#include "troupe/inside/core.hpp"

#include <stdexcept>
#include <string>
#include <utility>

namespace troupe {

void nsp::require_set_up(const char* call) const {
  if (core_.listening())
    throw std::logic_error{
      std::string{call} + " after listen: register handlers first"};
}

nsp& nsp::use(std::function<void(socket&, next)> f) {
  require_set_up("use");
  middlewares_.push_back(std::move(f));
  return *this;
}

nsp& nsp::on_connection(std::function<void(socket&)> f) {
  require_set_up("on_connection");
  on_connection_.push_back(std::move(f));
  return *this;
}

void nsp::require_one(const char* call) const {
  if (family_)
    throw std::logic_error{
      std::string{call} + " of a family of namespaces: name one"};
}

void nsp::tell_servers(const arguments_writer& event) const {
  require_one("server_side_emit");
  core_.send_to_servers(name_, event, false, {});
}

pending_server_acks nsp::ask_servers(arguments_writer event) const {
  require_one("server_side_emit_with_ack");
  return {core_, name_, std::move(event)};
}

nsp& nsp::on_server_event(std::string event, server_event_handler f) {
  require_one("on_server_event");
  require_set_up("on_server_event");
  core_.on_server_event(name_, std::move(event), std::move(f));
  return *this;
}

nsp& nsp::recovery(bool enabled) {
  if (core_.listening())
    throw std::logic_error{"recovery after listen"};
  recovery_ = enabled;
  return *this;
}

nsp& nsp::slow_client(slow_policy what) {
  require_set_up("slow_client");
  slow_client_ = what;
  return *this;
}

} // namespace troupe
