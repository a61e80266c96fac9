#include "troupe/engine.hpp"

#include "actors/session/socket_handler.hpp"
#include "troupe/inside/socket_events.hpp"

#include <utility>

namespace troupe {

handshake engine_socket::handshake() const noexcept {
  return {context_.facts(), "{}"};
}

const std::string& engine_socket::id() const noexcept {
  return context_.sid();
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

engine& engine::on_connection(std::function<void(engine_socket&)> f) {
  on_connection_ = std::move(f);
  return *this;
}

engine& engine::on_message(message_handler f) {
  on_message_ = std::move(f);
  return *this;
}

engine& engine::on_close(
  std::function<void(engine_socket&, messages::close_reason)> f) {
  on_close_ = std::move(f);
  return *this;
}

} // namespace troupe
