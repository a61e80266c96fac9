#include "config/auth_key.hpp"

#include <array>

namespace troupe::config {

namespace {

constexpr std::array<std::string_view, 4> algorithms{
  "HS256", "RS256", "ES256", "EdDSA"};

} // namespace

std::optional<auth_key> parse_auth_key(std::string_view text) {
  for (const auto algorithm : algorithms) {
    const std::string marked = "=" + std::string{algorithm} + ":";
    const auto plain = std::string_view{marked}.substr(1);
    const auto at = text.find(marked);
    if (text.starts_with(plain) && text.size() > plain.size())
      return auth_key{
        {}, std::string{algorithm}, std::string{text.substr(plain.size())}};
    if (at == 0 || at == text.npos || text.size() == at + marked.size())
      continue;
    return auth_key{
      std::string{text.substr(0, at)}, std::string{algorithm},
      std::string{text.substr(at + marked.size())}};
  }
  return {};
}

bool is_auth_key(std::string_view text) {
  return parse_auth_key(text).has_value();
}

} // namespace troupe::config
