#include "config/contradictions.hpp"

#include "config/listen_address.hpp"

#include <algorithm>
#include <stdexcept>

namespace troupe::config {

std::vector<std::string> contradictions(const options& of) {
  std::vector<std::string> all;
  if (auto missing = missing_certificate(of))
    all.push_back(*std::move(missing));
  if (of.cors.credentials && lets_any_origin_in(of))
    all.emplace_back(
      "cors.credentials: not together with * in cors.origins, since any page "
      "could then act as its visitors; name the origins");
  if (of.auth.mode == "jwt" && of.auth.keys.empty())
    all.emplace_back("auth.mode: jwt needs auth.keys");
  return all;
}

void require_no_contradiction(const options& of) {
  if (const auto all = contradictions(of); !all.empty())
    throw std::runtime_error{all.front()};
}

bool lets_any_origin_in(const options& of) {
  const auto& origins = of.cors.origins;
  return std::find(origins.begin(), origins.end(), "*") != origins.end();
}

bool listens_beyond_loopback(const options& of) {
  const auto all = listen_addresses(of);
  return std::any_of(all.begin(), all.end(), [](const auto& at) {
    return at.tcp() && !is_loopback(at.at.host);
  });
}

} // namespace troupe::config
