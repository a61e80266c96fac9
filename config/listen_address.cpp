#include "config/listen_address.hpp"

#include <stdexcept>
#include <sys/un.h>

namespace troupe::config {

namespace {

constexpr std::string_view http = "http://";
constexpr std::string_view https = "https://";
constexpr std::string_view local = "unix:";
constexpr std::size_t longest_path = sizeof(sockaddr_un::sun_path) - 1;

std::optional<listen_address>
parse_tcp(listen_scheme scheme, std::string_view rest) {
  auto at = parse_host_port(rest);
  if (!at)
    return std::nullopt;
  return listen_address{scheme, *std::move(at), {}};
}

} // namespace

std::optional<listen_address> parse_listen_address(std::string_view text) {
  if (text.starts_with(http))
    return parse_tcp(listen_scheme::http, text.substr(http.size()));
  if (text.starts_with(https))
    return parse_tcp(listen_scheme::https, text.substr(https.size()));
  if (!text.starts_with(local))
    return std::nullopt;
  const auto path = text.substr(local.size());
  if (
    !path.starts_with('/') || path.ends_with('/') || path.size() > longest_path)
    return std::nullopt;
  return listen_address{listen_scheme::local, {}, std::string{path}};
}

std::string to_string(const listen_address& address) {
  if (!address.tcp())
    return std::string{local} + address.path;
  const bool secure = address.scheme == listen_scheme::https;
  return std::string{secure ? https : http} + to_string(address.at);
}

bool is_listen_address(std::string_view text) {
  return parse_listen_address(text).has_value();
}

std::vector<listen_address> listen_addresses(const options& of) {
  if (of.listeners.empty())
    return {{listen_scheme::http, {of.host, of.port}, {}}};
  std::vector<listen_address> all;
  for (const auto& entry : of.listeners) {
    auto parsed = parse_listen_address(entry);
    if (!parsed)
      throw std::runtime_error{
        "listeners: '" + entry +
        "' is not http://host:port, https://host:port or unix:/path"};
    all.push_back(*std::move(parsed));
  }
  return all;
}

std::optional<std::string> missing_certificate(const options& of) {
  for (const auto& entry : of.listeners)
    if (
      entry.starts_with(https) &&
      (of.tls.certificate.empty() || of.tls.key.empty()))
      return "listeners: " + entry + " needs tls.certificate and tls.key";
  return std::nullopt;
}

} // namespace troupe::config
