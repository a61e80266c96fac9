#include "config/ip_address.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <cstring>
#include <netinet/in.h>

namespace troupe::config {

namespace {

constexpr std::array<std::uint8_t, 12> v4_prefix{0, 0, 0, 0, 0,    0,
                                                 0, 0, 0, 0, 0xFF, 0xFF};

/// With the bits from `bits` on set to 0.
ip_address cut(ip_address from, unsigned bits) noexcept {
  for (unsigned i = 0; i < from.bytes.size(); ++i) {
    const unsigned kept = std::clamp(static_cast<int>(bits) - 8 * int(i), 0, 8);
    from.bytes[i] &= static_cast<std::uint8_t>(0xFF00U >> kept);
  }
  return from;
}

/// A number without a sign or zeros in front.
std::optional<unsigned> parse_bits(std::string_view text, unsigned most) {
  unsigned bits = 0;
  const auto* const end = text.data() + text.size();
  const auto [read, error] = std::from_chars(text.data(), end, bits);
  const bool padded = text.size() > 1 && text.front() == '0';
  if (error != std::errc{} || read != end || bits > most || padded)
    return {};
  return bits;
}

} // namespace

bool ip_address::is_v4() const noexcept {
  return std::equal(v4_prefix.begin(), v4_prefix.end(), bytes.begin());
}

std::optional<ip_address> parse_ip(std::string_view text) {
  text = text.substr(0, text.find('%'));
  std::array<char, INET6_ADDRSTRLEN> zero_ended{};
  if (text.empty() || text.size() >= zero_ended.size())
    return {};
  std::copy(text.begin(), text.end(), zero_ended.begin());
  if (std::strlen(zero_ended.data()) != text.size())
    return {};
  ip_address read;
  if (::inet_pton(AF_INET6, zero_ended.data(), read.bytes.data()) == 1)
    return read;
  std::copy(v4_prefix.begin(), v4_prefix.end(), read.bytes.begin());
  if (::inet_pton(AF_INET, zero_ended.data(), &read.bytes[12]) == 1)
    return read;
  return {};
}

std::string to_string(const ip_address& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.is_v4())
    ::inet_ntop(AF_INET, &address.bytes[12], text.data(), text.size());
  else
    ::inet_ntop(AF_INET6, address.bytes.data(), text.data(), text.size());
  return text.data();
}

bool ip_network::contains(const ip_address& one) const noexcept {
  return cut(one, bits) == first;
}

std::optional<ip_network> parse_ip_network(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = text.substr(0, slash);
  const auto first = parse_ip(address);
  if (!first || address.find('%') != address.npos)
    return {};
  if (slash == text.npos)
    return ip_network{*first, 128};
  const bool v4 = first->is_v4() && address.find(':') == address.npos;
  const auto bits = parse_bits(text.substr(slash + 1), v4 ? 32 : 128);
  if (!bits)
    return {};
  const ip_network read{*first, *bits + (v4 ? 96 : 0)};
  return read.contains(read.first) ? std::optional{read} : std::nullopt;
}

ip_address quota_address(const ip_address& of) noexcept {
  return of.is_v4() ? of : cut(of, 64);
}

bool is_trusted_proxy(std::string_view text) {
  return text == "unix" || parse_ip_network(text);
}

} // namespace troupe::config
