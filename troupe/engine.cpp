#include "troupe/engine.hpp"

#include "actors/session/socket_handler.hpp"
#include "troupe/inside/core.hpp"
#include "troupe/inside/engine_handlers.hpp"

#include <stdexcept>
#include <utility>

namespace troupe {

handshake engine_socket::handshake() const noexcept {
  return {context_.facts(), "{}"};
}

const std::string& engine_socket::id() const noexcept {
  return context_.sid();
}

std::string_view engine_socket::remote_address() const {
  return context_.facts().head.remote_address();
}

std::string_view engine_socket::transport() const noexcept {
  return to_string(context_.transport());
}

bool engine_socket::upgraded() const {
  return context_.transport() != net::transport_kind::polling &&
         handshake().parameter("transport") == "polling";
}

int engine_socket::protocol() const {
  return handshake().parameter("EIO") == "4" ? 4 : 3;
}

handshake::pairs engine_socket::request_headers() const {
  const auto* post = context_.message_request();
  return post ? post->headers : handshake::pairs{};
}

void engine_socket::send(std::string_view text) {
  context_.send(text, false);
}

void engine_socket::send_binary(std::string_view bytes) {
  context_.send(bytes, true);
}

void engine_socket::close() {
  context_.close();
}

engine::engine(const detail::core& of, unsigned number)
  : core_{of}
  , number_{number}
  , hooks_{std::make_unique<detail::engine_handlers>()}
  , clients_{std::make_shared<std::atomic<std::size_t>>(0)} {
}

engine::~engine() = default;

void engine::require_open(const char* what) const {
  if (core_.listening())
    throw std::logic_error{std::string{what} + " after listen"};
}

void engine::require_bare(const char* what) const {
  require_open(what);
  if (number_ == 0)
    throw std::logic_error{
      std::string{what} +
      ": this engine speaks Socket.IO, its sockets are the server's"};
}

engine& engine::on_connection(std::function<void(engine_socket&)> f) {
  require_bare("on_connection");
  on_connection_ = std::move(f);
  return *this;
}

engine& engine::on_message(message_handler f) {
  require_bare("on_message");
  on_message_ = std::move(f);
  return *this;
}

engine& engine::on_upgrade(std::function<void(engine_socket&)> f) {
  require_bare("on_upgrade");
  on_upgrade_ = std::move(f);
  return *this;
}

engine& engine::on_close(
  std::function<void(engine_socket&, messages::close_reason)> f) {
  require_bare("on_close");
  on_close_ = std::move(f);
  return *this;
}

engine&
engine::allow_request(std::function<void(const http_request&, decision)> f) {
  require_open("allow_request");
  hooks_->allow_ = std::move(f);
  return *this;
}

engine& engine::generate_id(std::function<std::string(const http_request&)> f) {
  require_open("generate_id");
  hooks_->id_ = std::move(f);
  return *this;
}

engine& engine::use(middleware f) {
  require_open("use");
  hooks_->middlewares_.push_back(std::move(f));
  return *this;
}

engine& engine::on_initial_headers(headers_handler f) {
  require_open("on_initial_headers");
  hooks_->initial_headers_.push_back(std::move(f));
  return *this;
}

engine& engine::on_headers(headers_handler f) {
  require_open("on_headers");
  hooks_->headers_.push_back(std::move(f));
  return *this;
}

engine&
engine::on_connection_error(std::function<void(const connection_error&)> f) {
  require_open("on_connection_error");
  hooks_->errors_.push_back(std::move(f));
  return *this;
}

std::size_t engine::clients_count() const noexcept {
  return clients_->load(std::memory_order_relaxed);
}

} // namespace troupe
