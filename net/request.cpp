#include "net/request.hpp"

#include "messages/base64.hpp"

#include <algorithm>
#include <array>
#include <boost/algorithm/string/trim.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/status.hpp>
#include <openssl/sha.h>

namespace troupe::net {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string decode_component(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() &&
                        hex_digit(text[i + 1]) >= 0 &&
                        hex_digit(text[i + 2]) >= 0;
    if (escape) {
      out +=
        static_cast<char>(hex_digit(text[i + 1]) << 4 | hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

} // namespace

std::optional<std::string_view>
find_value(const string_pairs& pairs, std::string_view name) {
  const auto found =
    std::find_if(pairs.rbegin(), pairs.rend(), [name](const auto& pair) {
      return pair.first == name;
    });
  if (found == pairs.rend())
    return {};
  return found->second;
}

std::string in_lower_case(std::string_view name) {
  std::string lower{name};
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c | 0x20);
  return lower;
}

string_pairs parse_query(std::string_view query) {
  string_pairs pairs;
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const auto pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (pair.empty())
      continue;
    const auto equals = std::min(pair.find('='), pair.size());
    const auto value = pair.substr(std::min(equals + 1, pair.size()));
    pairs.emplace_back(
      decode_component(pair.substr(0, equals)), decode_component(value));
  }
  return pairs;
}

bool has_token(std::string_view list, std::string_view token) {
  while (!list.empty()) {
    const auto end = std::min(list.find(','), list.size());
    auto item = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    const auto first = item.find_first_not_of(" \t");
    const auto last = item.find_last_not_of(" \t");
    if (
      first != item.npos &&
      boost::beast::iequals(item.substr(first, last - first + 1), token))
      return true;
  }
  return false;
}

bool request::asks_websocket() const {
  const auto upgrade = header("upgrade");
  const auto connection = header("connection");
  return http_1_1 && upgrade && connection &&
         has_token(*upgrade, "websocket") && has_token(*connection, "upgrade");
}

std::string to_bytes(const reply& answer, bool keep_alive, bool http_1_1) {
  const auto status = static_cast<boost::beast::http::status>(answer.status);
  std::string out;
  out.reserve(256 + answer.body.size());
  out.append("HTTP/1.1 ").append(std::to_string(answer.status)).append(" ");
  out.append(boost::beast::http::obsolete_reason(status)).append("\r\n");
  if (!answer.content_type.empty())
    out.append("Content-Type: ").append(answer.content_type).append("\r\n");
  if (answer.status != 204 && answer.status != 304)
    out.append("Content-Length: ")
      .append(std::to_string(answer.body.size()))
      .append("\r\n");
  for (const auto& [name, value] : answer.headers)
    out.append(name).append(": ").append(value).append("\r\n");
  if (!keep_alive)
    out.append("Connection: close\r\n");
  else if (!http_1_1)
    out.append("Connection: keep-alive\r\n");
  out.append("\r\n");
  if (!answer.head_only)
    out.append(answer.body);
  return out;
}

std::string websocket_accept(std::string_view key) {
  std::string text{key};
  text += "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  ::SHA1(
    reinterpret_cast<const unsigned char*>(text.data()), text.size(),
    digest.data());
  std::string accept;
  messages::append_base64(
    accept, {reinterpret_cast<const char*>(digest.data()), digest.size()});
  return accept;
}

std::string switching_protocols(const request& req, const string_pairs& extra) {
  std::string out = "HTTP/1.1 101 Switching Protocols\r\n"
                    "Upgrade: websocket\r\n"
                    "Connection: Upgrade\r\n"
                    "Sec-WebSocket-Accept: ";
  out += websocket_accept(req.header("sec-websocket-key").value_or(""));
  out += "\r\n";
  if (const auto offered = req.header("sec-websocket-protocol")) {
    // Like ws, the first one offered is taken.
    std::string first{offered->substr(0, offered->find(','))};
    boost::algorithm::trim(first);
    if (!first.empty())
      out.append("Sec-WebSocket-Protocol: ").append(first).append("\r\n");
  }
  for (const auto& [name, value] : extra)
    out.append(name).append(": ").append(value).append("\r\n");
  return out += "\r\n";
}

} // namespace troupe::net
