#include "troupe/server.hpp"

#include "troupe/inside/core.hpp"

namespace troupe {

server::server(config::options opts)
  : core_{std::make_unique<detail::core>(std::move(opts))} {
}

server::~server() = default;

nsp& server::of(const std::string& name) {
  return core_->nsp_of(name);
}

nsp& server::of(const std::regex& names) {
  return core_->add_family([names](std::string_view name, const value&) {
    return std::regex_match(name.begin(), name.end(), names);
  });
}

nsp& server::of(
  std::function<bool(std::string_view name, const value& auth)> has) {
  return core_->add_family(std::move(has));
}

server&
server::on_new_namespace(std::function<void(const std::string& name)> f) {
  core_->on_new_nsp(std::move(f));
  return *this;
}

broadcast_operator server::within(const std::string& name) const {
  core_->require_nsp(name);
  return {*core_, name};
}

troupe::engine& server::add_engine(config::engine_options opts) {
  return core_->add_engine(std::move(opts));
}

troupe::engine& server::engine() noexcept {
  return core_->engine();
}

server&
server::on_request(std::function<void(const http_request&, http_response)> f) {
  core_->on_request(std::move(f));
  return *this;
}

server& server::use(std::function<void(socket&, next)> f) {
  main().use(std::move(f));
  return *this;
}

server& server::on_connection(std::function<void(socket&)> f) {
  main().on_connection(std::move(f));
  return *this;
}

server& server::on_server_event(std::string event, server_event_handler f) {
  main().on_server_event(std::move(event), std::move(f));
  return *this;
}

server& server::on_user_elsewhere(
  std::function<void(const user_entry&, bool online)> f) {
  core_->on_user_elsewhere(std::move(f));
  return *this;
}

user_sockets server::user(const std::string& name) const {
  return {*core_, main().name(), name};
}

void server::fetch_users(
  std::optional<std::string> room,
  std::function<void(const users_answer&)> done) const {
  messages::peer::question asked;
  asked.what = messages::peer::question::topic::list_users;
  asked.nsp = main().name();
  asked.room = std::move(room);
  core_->ask_nodes(std::move(asked), std::move(done));
}

void server::listen() {
  core_->listen();
}

std::uint16_t server::port() const {
  return core_->port();
}

std::vector<std::string> server::addresses() const {
  return core_->addresses();
}

bool server::reload_certificates() {
  return core_->reload_certificates();
}

bool server::reload(const config::options& next) {
  return core_->reload(next);
}

server& server::reload_from(std::function<config::loaded()> source) {
  core_->reload_from(std::move(source));
  return *this;
}

int server::run(const std::function<void()>& on_listening) {
  return core_->run(on_listening);
}

void server::close() {
  core_->close();
}

nsp& server::main() const {
  return core_->nsp_of("/");
}

} // namespace troupe
