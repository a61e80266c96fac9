#include "net/proxy_trust.hpp"

#include <algorithm>
#include <boost/beast/core/string.hpp>

namespace troupe::net {

namespace {

constexpr std::string_view list_header = "x-forwarded-for";
constexpr std::string_view rfc_header = "forwarded";

std::string_view trim(std::string_view text) {
  const auto from = text.find_first_not_of(" \t");
  if (from == text.npos)
    return {};
  return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

std::string_view without_quotes(std::string_view text) {
  const bool quoted =
    text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return quoted ? text.substr(1, text.size() - 2) : text;
}

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         text.find_first_not_of("0123456789") == text.npos;
}

/// The node of one element of Forwarded; empty if it names none.
std::string_view node_of(std::string_view element) {
  while (!element.empty()) {
    const auto end = std::min(element.find(';'), element.size());
    const auto pair = trim(element.substr(0, end));
    if (boost::beast::iequals(pair.substr(0, 4), "for="))
      return pair.substr(4);
    element.remove_prefix(std::min(end + 1, element.size()));
  }
  return {};
}

/// Cuts the last element off a list.
std::string_view cut_last(std::string_view& list) {
  const auto comma = list.rfind(',');
  const auto last = comma == list.npos ? list : list.substr(comma + 1);
  list = comma == list.npos ? std::string_view{} : list.substr(0, comma);
  return trim(last);
}

bool has(const string_pairs& headers, std::string_view name) {
  return find_value(headers, name).has_value();
}

} // namespace

bool says_forwarded(const string_pairs& headers) {
  return has(headers, list_header) || has(headers, rfc_header);
}

std::optional<config::ip_address> parse_forwarded_node(std::string_view text) {
  text = trim(without_quotes(trim(text)));
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == text.npos)
      return {};
    const auto behind = text.substr(end + 1);
    if (!behind.empty() && !(behind[0] == ':' && is_port(behind.substr(1))))
      return {};
    return config::parse_ip(text.substr(1, end - 1));
  }
  const auto colon = text.find(':');
  const bool port = colon != text.npos && is_port(text.substr(colon + 1)) &&
                    text.substr(0, colon).find('.') != text.npos;
  return config::parse_ip(port ? text.substr(0, colon) : text);
}

proxy_trust::proxy_trust(const std::vector<std::string>& trusted) {
  for (const auto& each : trusted) {
    unix_ = unix_ || each == "unix";
    if (const auto network = config::parse_ip_network(each))
      networks_.push_back(*network);
  }
}

bool proxy_trust::trusts(std::string_view peer) const {
  if (peer.empty())
    return unix_;
  const auto address = config::parse_ip(peer);
  return address && trusts(*address);
}

bool proxy_trust::trusts(const config::ip_address& peer) const {
  return std::any_of(networks_.begin(), networks_.end(), [&](const auto& each) {
    return each.contains(peer);
  });
}

std::string proxy_trust::client_of(
  const std::string& peer, const string_pairs& headers) const {
  if (!trusts(peer))
    return peer;
  const bool listed = has(headers, list_header);
  const auto wanted = listed ? list_header : rfc_header;
  auto found = peer;
  for (auto at = headers.rbegin(); at != headers.rend(); ++at) {
    if (at->first != wanted)
      continue;
    for (std::string_view list = at->second; !list.empty();) {
      const auto entry = cut_last(list);
      const auto node = parse_forwarded_node(listed ? entry : node_of(entry));
      if (!node)
        return found;
      found = to_string(*node);
      if (!trusts(*node))
        return found;
    }
  }
  return found;
}

} // namespace troupe::net
