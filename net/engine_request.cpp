#include "net/engine_request.hpp"

#include <algorithm>

namespace troupe::net {

namespace {

std::optional<transport_kind>
read_transport(const request& req, const engine_transports& enabled) {
  const auto name = req.parameter("transport").value_or("");
  if (name == "polling" && enabled.polling)
    return transport_kind::polling;
  if (name == "websocket" && enabled.websocket)
    return transport_kind::websocket;
  return {};
}

/// 16 bytes in base64 (RFC 6455, section 4.2.1).
bool is_websocket_key(std::string_view key) {
  constexpr std::string_view digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  return key.size() == 24 && key.ends_with("==") &&
         key.find_first_not_of(digits) == 22;
}

/// What ws answers with 400 (RFC 6455, section 4.2.1).
bool is_websocket_handshake(const request& req) {
  return req.method == "GET" &&
         req.header("sec-websocket-version").value_or("") == "13" &&
         is_websocket_key(req.header("sec-websocket-key").value_or(""));
}

std::optional<engine_error> check_handshake(
  const request& req, transport_kind transport,
  const engine_transports& enabled) {
  if (req.method != "GET")
    return engine_error::bad_handshake_method;
  if (!fits(req, transport))
    return engine_error::bad_request;
  if (!enabled.eio3 && !is_eio4(req))
    return engine_error::unsupported_protocol_version;
  return {};
}

} // namespace

std::string_view to_string(engine_error error) {
  constexpr std::string_view texts[] = {
    "Transport unknown", "Session ID unknown", "Bad handshake method",
    "Bad request",       "Forbidden",          "Unsupported protocol version",
  };
  return texts[static_cast<std::size_t>(error)];
}

reply make_error_reply(engine_error error, bool head_only) {
  reply answer;
  answer.status = error == engine_error::forbidden ? 403 : 400;
  answer.content_type = "application/json";
  answer.body = "{\"code\":" + std::to_string(static_cast<int>(error)) +
                ",\"message\":\"" + std::string{to_string(error)} + "\"}";
  answer.head_only = head_only;
  return answer;
}

reply make_upgrade_error_reply(engine_error error) {
  reply answer;
  answer.status = 400;
  answer.content_type = "text/html";
  answer.body = to_string(error);
  answer.close = true;
  return answer;
}

reply make_error_reply(engine_error error, const request& req) {
  return req.asks_websocket() ? make_upgrade_error_reply(error)
                              : make_error_reply(error, req.method == "HEAD");
}

bool is_eio4(const request& req) {
  return req.parameter("EIO").value_or("") == "4";
}

bool has_only_header_bytes(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7F);
  });
}

bool fits(const request& req, transport_kind transport) {
  return req.asks_websocket() == (transport == transport_kind::websocket);
}

engine_request
read_engine_request(const request& req, const engine_transports& enabled) {
  engine_request asked;
  const auto transport = read_transport(req, enabled);
  if (!transport) {
    asked.error = engine_error::unknown_transport;
    return asked;
  }
  asked.transport = *transport;
  asked.sid = req.parameter("sid").value_or("");
  if (!has_only_header_bytes(req.header("origin").value_or("")))
    asked.error = engine_error::bad_request;
  else if (req.asks_websocket() && !is_websocket_handshake(req))
    asked.error = engine_error::bad_request;
  else if (asked.sid.empty())
    asked.error = check_handshake(req, *transport, enabled);
  return asked;
}

} // namespace troupe::net
