#include "troupe/handshake.hpp"

#include "actors/session/handshake_text.hpp"

namespace troupe {

handshake::pairs handshake::headers() const {
  return facts_->head.headers();
}

handshake::pairs handshake::query() const {
  return facts_->head.query();
}

std::string_view handshake::url() const {
  return facts_->head.target();
}

std::string_view handshake::address() const {
  return facts_->head.remote_address();
}

value handshake::object() const {
  return detail::make_value({actors::handshake_text(*facts_, auth_), {}});
}

std::chrono::system_clock::time_point handshake::issued() const {
  return facts_->issued;
}

bool handshake::secure() const {
  return facts_->head.secure();
}

bool handshake::xdomain() const {
  return facts_->head.has_origin();
}

std::optional<std::string> handshake::parameter(std::string_view name) const {
  return facts_->head.parameter(name);
}

std::optional<std::string> handshake::header(std::string_view name) const {
  const auto found = facts_->head.header(name);
  return found ? std::optional<std::string>{*found} : std::nullopt;
}

} // namespace troupe
