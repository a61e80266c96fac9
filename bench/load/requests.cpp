#include "bench/load/requests.hpp"

#include "bench/load/packets.hpp"
#include "bench/load/random.hpp"

namespace troupe::bench {

namespace {

/// Returns 16 bytes in base 64 (RFC 6455, section 4.1).
std::string make_key() {
  constexpr std::string_view digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  constexpr std::string_view last_digits = "AQgw";
  std::string key;
  for (int i = 0; i < 21; ++i)
    key += digits[random_bits() & 63];
  key += last_digits[random_bits() & 3];
  return key + "==";
}

std::string query(const options& to, const client& from) {
  const auto filled = substitute(
    substitute(to.query, "{n}", std::to_string(from.id)), "{k}",
    std::to_string(from.room));
  return filled.empty() ? "" : '&' + filled;
}

void write_head(
  std::string& out, const options& to, const char* method,
  std::string_view target) {
  out = method;
  out += ' ';
  out += to.path;
  out += target;
  out += " HTTP/1.1\r\nHost: ";
  out += to.host;
  out += ':';
  out += std::to_string(to.port);
  out += "\r\n";
  out += to.headers;
}

std::string session_target(const client& from) {
  return "?EIO=4&transport=polling&sid=" + from.poll->sid;
}

} // namespace

void write_upgrade(std::string& out, const options& to, const client& from) {
  write_head(out, to, "GET", "?EIO=4&transport=websocket" + query(to, from));
  out += "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ";
  out += make_key();
  out += "\r\nSec-WebSocket-Version: 13\r\n\r\n";
}

void write_handshake(std::string& out, const options& to, const client& from) {
  write_head(out, to, "GET", "?EIO=4&transport=polling" + query(to, from));
  out += "\r\n";
}

void write_poll(std::string& out, const options& to, const client& from) {
  write_head(out, to, "GET", session_target(from));
  out += "\r\n";
}

void write_post(
  std::string& out, const options& to, const client& from,
  std::string_view body) {
  write_head(out, to, "POST", session_target(from));
  out += "Content-Type: text/plain;charset=UTF-8\r\nContent-Length: ";
  out += std::to_string(body.size());
  out += "\r\n\r\n";
  out += body;
}

} // namespace troupe::bench
