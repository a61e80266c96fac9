#include "config/address.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <boost/algorithm/string/predicate.hpp>
#include <charconv>
#include <netinet/in.h>

namespace troupe::config {

namespace {

constexpr std::uint8_t loopback_net = 127;

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

bool is_name(std::string_view host) {
  return !host.empty() &&
         std::all_of(host.begin(), host.end(), is_name_character);
}

/// With a zone or without (RFC 4007, section 11): fe80::1%eth0.
bool is_ipv6(std::string_view host) {
  const auto percent = host.find('%');
  const std::string address{host.substr(0, percent)};
  in6_addr parsed{};
  return ::inet_pton(AF_INET6, address.c_str(), &parsed) == 1 &&
         (percent == host.npos || is_name(host.substr(percent + 1)));
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  const char* const end = text.data() + text.size();
  std::uint16_t port = 0;
  const auto [rest, error] = std::from_chars(text.data(), end, port);
  if (error != std::errc{} || rest != end)
    return std::nullopt;
  return port;
}

} // namespace

std::optional<host_port> parse_host_port(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == text.npos)
    return std::nullopt;
  auto host = text.substr(0, colon);
  const auto port = parse_port(text.substr(colon + 1));
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (bracketed)
    host = host.substr(1, host.size() - 2);
  if (!port || !(bracketed ? is_ipv6(host) : is_name(host)))
    return std::nullopt;
  return host_port{std::string{host}, *port};
}

std::string to_string(const host_port& address) {
  const auto port = ":" + std::to_string(address.port);
  if (address.host.find(':') != address.host.npos)
    return "[" + address.host + "]" + port;
  return address.host + port;
}

bool is_loopback(std::string_view host) {
  const std::string text{host};
  in_addr v4{};
  in6_addr v6{};
  if (::inet_pton(AF_INET, text.c_str(), &v4) == 1)
    return ntohl(v4.s_addr) >> 24 == loopback_net;
  if (::inet_pton(AF_INET6, text.c_str(), &v6) == 1)
    return IN6_IS_ADDR_LOOPBACK(&v6) ||
           (IN6_IS_ADDR_V4MAPPED(&v6) && v6.s6_addr[12] == loopback_net);
  return boost::algorithm::iequals(host, "localhost");
}

} // namespace troupe::config
