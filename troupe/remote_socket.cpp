#include "troupe/remote_socket.hpp"

namespace troupe {

broadcast_operator remote_socket::here() const {
  return broadcast_operator{*core_, nsp_}.to(id());
}

bool remote_socket::post(std::function<void(socket&)> f) const {
  if (!post_)
    return false;
  post_(std::move(f));
  return true;
}

json remote_socket::parse(const std::string& text) {
  auto parsed = json::parse(text, nullptr, false);
  return parsed.is_discarded() ? json{} : parsed;
}

} // namespace troupe
